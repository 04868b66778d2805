"""Networks of the TransportationNetworks collection (TNTP) with zones and exits as evacuation tasks.

Source: https://github.com/bstabler/TransportationNetworks. Capacity is taken in vehicles an hour and free-flow time in
minutes, as in its networks of Anaheim and Chicago.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from corridor.domain.flows import FlowTask
from corridor.errors import InputRefused, RowProblem
from corridor.exchange.lines import ProblemList
from corridor.exchange.table import number, read_table
from corridor.i18n import gettext as _

if TYPE_CHECKING:
    from pathlib import Path

LARGEST = 10_000_000
MOST_LINKS = 3_000_000
_METADATA = re.compile(r"<([^<>]*)>(.*)")


@dataclass(frozen=True, eq=False)
class TntpTask:
    """A task, the file's own node numbers, and what was odd but usable."""

    task: FlowTask
    node: tuple[int, ...]
    """[N] number of each node in the file."""
    link: tuple[int, ...]
    """[M] line of each road in the file."""
    problems: tuple[RowProblem, ...]


@dataclass(frozen=True)
class _Links:
    tail: list[int]
    head: list[int]
    capacity: list[float]
    minutes: list[float]
    line: list[int]


def read_tntp(net: Path, zones: Path, exits: Path) -> TntpTask:
    """Read a network, its zones (``node,vehicles``) and exits (``node``).

    Nodes below the file's FIRST THRU NODE let nobody through, except as zones' starts or as exits.

    Args:
        net: the ``_net.tntp`` file.
        zones: CSV of nodes and vehicles.
        exits: CSV of nodes.

    Raises:
        InputRefused: ``tntp.*`` with file and line; ``problems`` lists every refused row.
    """
    told = ProblemList(net.name)
    links, through = _read_net(net, told)
    if not links.tail:
        raise InputRefused(
            "tntp.no_links", _("The network has no usable road."), net.name, _("Check the file."), told.all()
        )
    known = set(links.tail) | set(links.head)
    supply, zone_problems = _read_zones(zones, known)
    out, exit_problems = _read_exits(exits, known)
    problems = (*told.all(), *zone_problems, *exit_problems)
    if not supply or not out:
        empty = exits.name if not out else zones.name
        raise InputRefused(
            "tntp.nobody", _("No usable zone or no usable exit."), empty, _("Correct the rows listed."), problems
        )
    barred = {node for node in known if node < through}
    ends = set(out)
    kept = [
        k
        for k in range(len(links.tail))
        if links.tail[k] not in ends
        and links.capacity[k] > 0
        and (links.head[k] not in barred or links.head[k] in ends)
        and (links.tail[k] not in barred or links.tail[k] in supply)
    ]
    node = tuple(sorted(known))
    index = {name: n for n, name in enumerate(node)}
    task = FlowTask(
        len(node),
        np.array([index[links.tail[k]] for k in kept], np.int32),
        np.array([index[links.head[k]] for k in kept], np.int32),
        np.array([links.capacity[k] / 3600 for k in kept], np.float64),
        np.array([links.minutes[k] * 60 for k in kept], np.float64),
        np.full(len(kept), np.inf),
        np.array([index[z] for z in supply], np.int32),
        np.array(list(supply.values()), np.float64),
        np.array([index[x] for x in out], np.int32),
    )
    return TntpTask(task, node, tuple(links.line[k] for k in kept), problems)


def _read_net(path: Path, told: ProblemList) -> tuple[_Links, int]:
    text = path.read_text("utf-8", errors="replace")
    links = _Links([], [], [], [], [])
    through = 1
    for line, row in enumerate(text.splitlines(), 1):
        words = row.split("~")[0].strip()
        match = _METADATA.match(words)
        if match:
            if match[1].strip().upper() == "FIRST THRU NODE":
                through = _first_through(match[2], path.name, line)
            continue
        cells = words.rstrip(";").split()
        if cells:
            _link(cells, line, links, told)
        if len(links.tail) > MOST_LINKS:
            raise InputRefused("tntp.too_large", _("The network is too large."), path.name, _("Take a part of it."))
    return links, through


def _amount(cell: str) -> float | None:
    """A number from 0 to ``LARGEST``; None for anything else."""
    try:
        value = number(cell)
    except ValueError:
        return None
    return value if 0 <= value <= LARGEST else None


def _first_through(text: str, file: str, line: int) -> int:
    words = text.split()
    if not words or not re.fullmatch(r"\d{1,9}", words[0]):
        raise InputRefused(
            "tntp.format", _("FIRST THRU NODE is no whole number."), f"{file}:{line}", _("Write a node number.")
        )
    return int(words[0])


def _link(cells: list[str], line: int, links: _Links, told: ProblemList) -> None:
    def refuse(code: str, column: str, value: str | None, reason: str) -> None:
        told.add(code, line, column, value, reason=reason, remedy=_("Correct the row; it is left out."))

    if len(cells) < 5:
        refuse(
            "tntp.row",
            "init_node",
            " ".join(cells),
            _("A road needs five columns: from, to, capacity, length, minutes."),
        )
        return
    ends = []
    for column, cell in (("init_node", cells[0]), ("term_node", cells[1])):
        if not re.fullmatch(r"\d{1,9}", cell):
            refuse("tntp.row", column, cell, _("This is no node number."))
            return
        ends.append(int(cell))
    values = []
    for column, cell in (("capacity", cells[2]), ("free_flow_time", cells[4])):
        value = _amount(cell)
        if value is None:
            refuse("tntp.row", column, cell, _("This is no number from 0 to ten million."))
            return
        values.append(value)
    if ends[0] == ends[1]:
        refuse("tntp.row", "term_node", cells[1], _("The road ends where it begins."))
        return
    if values[0] == 0:
        told.add(
            "tntp.no_capacity",
            line,
            "capacity",
            cells[2],
            reason=_("Nobody can use a road of capacity 0."),
            remedy=_("Correct it if the road is open."),
            fatal=False,
        )
    links.tail.append(ends[0])
    links.head.append(ends[1])
    links.capacity.append(values[0])
    links.minutes.append(values[1])
    links.line.append(line)


def _nodes(
    path: Path, columns: tuple[str, ...], known: set[int]
) -> tuple[list[tuple[int, dict[str, str], int]], ProblemList]:
    table = read_table(path)
    told = ProblemList(path.name)
    for problem in table.problems:
        told.add(
            problem.code,
            problem.line,
            problem.column,
            problem.value,
            reason=problem.reason,
            remedy=problem.remedy,
            fatal=problem.fatal,
        )
    for column in columns:
        if column not in table.columns:
            raise InputRefused(
                "tntp.columns",
                _("The column {column} is missing.").format(column=column),
                path.name,
                _("Name the columns: {columns}.").format(columns=", ".join(columns)),
                told.all(),
            )
    found: list[tuple[int, dict[str, str], int]] = []
    seen: set[int] = set()
    for row in table.rows:
        cell = row.values.get("node", "")
        if not re.fullmatch(r"\d{1,9}", cell) or int(cell) not in known:
            told.add(
                "tntp.node",
                row.line,
                "node",
                cell,
                reason=_("No road of the network touches this node."),
                remedy=_("Use a node number of the network file."),
            )
        elif int(cell) in seen:
            told.add(
                "tntp.node",
                row.line,
                "node",
                cell,
                reason=_("This node was given before."),
                remedy=_("Keep one row a node."),
            )
        else:
            seen.add(int(cell))
            found.append((int(cell), row.values, row.line))
    return found, told


def _read_zones(path: Path, known: set[int]) -> tuple[dict[int, float], tuple[RowProblem, ...]]:
    found, told = _nodes(path, ("node", "vehicles"), known)
    supply: dict[int, float] = {}
    for node, values, line in found:
        vehicles = _amount(values.get("vehicles", ""))
        if vehicles is None:
            told.add(
                "tntp.vehicles",
                line,
                "vehicles",
                values.get("vehicles", ""),
                reason=_("This is no number from 0 to ten million."),
                remedy=_("Give the vehicles that leave the zone."),
            )
            continue
        supply[node] = vehicles
    return supply, told.all()


def _read_exits(path: Path, known: set[int]) -> tuple[list[int], tuple[RowProblem, ...]]:
    found, told = _nodes(path, ("node",), known)
    return [node for node, _values, _line in found], told.all()
