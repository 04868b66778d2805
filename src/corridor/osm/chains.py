"""Joins stretches of road that meet at a node where nothing changes, so that edges run between real junctions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt


def joints(
    start: npt.NDArray[np.int64],
    end: npt.NDArray[np.int64],
    alike: npt.NDArray[np.int64],
    two_sided: npt.NDArray[np.bool_],
    fixed: npt.NDArray[np.bool_],
) -> npt.NDArray[np.int64]:
    """Pairs of stretch ends to join, each end as ``2 * stretch + (1 at its end, 0 at its start)``.

    A node is passed through when exactly two ends of two different stretches meet there, it is not ``fixed``, both
    stretches are ``alike``, and driving sense carries on: end meets start, or the stretch is ``two_sided``.

    Args:
        start, end: [S] node of each stretch's ends.
        alike: [S] equal numbers for equal attributes.
        two_sided: [S] whether a stretch may be turned round.
        fixed: [nodes] nodes that must stay.

    Returns:
        [J, 2] ends.
    """
    count = len(start)
    node = np.concatenate((start, end))
    which = np.concatenate((2 * np.arange(count), 2 * np.arange(count) + 1))
    degree = np.bincount(node, minlength=len(fixed))
    passing = (degree[node] == 2) & ~fixed[node]
    node, which = node[passing], which[passing]
    order = np.argsort(node, kind="stable")
    pairs = which[order].reshape(-1, 2)
    one, two = pairs[:, 0] // 2, pairs[:, 1] // 2
    carries_on = (pairs[:, 0] & 1) != (pairs[:, 1] & 1)
    fits = (one != two) & (alike[one] == alike[two]) & (carries_on | two_sided[one])
    return np.asarray(pairs[fits])


def chains(count: int, pairs: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], ...]:
    """Order ``count`` stretches into lines along the joints.

    Returns:
        Parallel arrays over all stretches, line by line in driving order: stretch, turned round (0 or 1), line.
        A ring without any junction is opened at its lowest-numbered stretch.
    """
    mate = np.full(2 * count, -1, np.int64)
    mate[pairs[:, 0]], mate[pairs[:, 1]] = pairs[:, 1], pairs[:, 0]
    joined = (mate[0::2] >= 0) | (mate[1::2] >= 0)
    alone = np.flatnonzero(~joined)
    stretches: list[int] = []
    turned: list[int] = []
    lines: list[int] = []
    follow = mate.tolist()
    seen = bytearray(count)
    at_chain_end = joined & ~((mate[0::2] >= 0) & (mate[1::2] >= 0))
    line = len(alone)
    # Chain ends first; what is then left over are rings.
    for first in (*np.flatnonzero(at_chain_end).tolist(), *np.flatnonzero(joined).tolist()):
        if seen[first]:
            continue
        stretch, turn = first, int(follow[2 * first] >= 0 and follow[2 * first + 1] < 0)
        begin = len(stretches)
        while not seen[stretch]:
            seen[stretch] = 1
            stretches.append(stretch)
            turned.append(turn)
            lines.append(line)
            onward = follow[2 * stretch + (1 - turn)]
            if onward < 0:
                break
            stretch, turn = onward // 2, onward & 1
        if _mostly_turned(turned, begin):
            stretches[begin:] = stretches[begin:][::-1]
            turned[begin:] = [1 - t for t in turned[begin:][::-1]]
        line += 1
    return (
        np.concatenate((alone, np.array(stretches, np.int64))),
        np.concatenate((np.zeros(len(alone), np.int64), np.array(turned, np.int64))),
        np.concatenate((np.arange(len(alone)), np.array(lines, np.int64))),
    )


def _mostly_turned(turned: list[int], begin: int) -> bool:
    """One-way stretches are never mixed in sense, so a line of them runs along its drawing direction."""
    part = turned[begin:]
    return 2 * sum(part) > len(part)
