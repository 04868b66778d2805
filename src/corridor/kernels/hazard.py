"""Compiled loops of the hazard model: kernel sums between events, kernel sums on grids, averages along lines.

Lengths are kilometres, times are days, densities are per square kilometre.
"""

from __future__ import annotations

from math import erf, exp, pi, sqrt

import numpy as np
from numba import njit


@njit(cache=True, nogil=True)
def kernel_densities(target_x, target_y, target_day, x, y, spread2, day, known_day, weight, decay, bandwidth2, out):  # type: ignore[no-untyped-def]
    """Decayed Gaussian sums at each target event from events that were known on an earlier day.

    T targets, J events sorted by ``day``, A decays, B bandwidths. ``decay`` [A, L] holds the decay by whole days
    of lag, ``spread2`` [J] the variance of each event's own position. ``out`` [T, A * B] receives the sums.
    Returns the decayed weights without space, [T, A].
    """
    targets, decays, bands = target_x.shape[0], decay.shape[0], bandwidth2.shape[0]
    mass = np.zeros((targets, decays))
    near = np.zeros(bands)
    for i in range(targets):
        today = target_day[i]
        for j in range(x.shape[0]):
            if day[j] >= today:
                break
            lag = today - day[j]
            if known_day[j] >= today or lag >= decay.shape[1]:
                continue
            d2 = (target_x[i] - x[j]) ** 2 + (target_y[i] - y[j]) ** 2
            for b in range(bands):
                v = bandwidth2[b] + spread2[j]
                near[b] = exp(-0.5 * d2 / v) / (2.0 * pi * v) if d2 < 25.0 * v else 0.0
            for a in range(decays):
                w = weight[j] * decay[a, lag]
                mass[i, a] += w
                for b in range(bands):
                    out[i, a * bands + b] += w * near[b]
    return mass


@njit(cache=True, nogil=True)
def stamp(x, y, sigma, value, silent, x0, y0, cell, total, square, muted):  # type: ignore[no-untyped-def]
    """Add ``value * Gaussian(sigma)`` of each event to the grid nodes within five sigmas.

    Nodes stand at ``x0 + i * cell``, ``y0 + j * cell``. ``total`` [H, W] receives the sum, ``square`` the sum of
    squares (a Poisson variance), ``muted`` the part of ``total`` that comes from sources fallen silent.
    """
    rows, columns = total.shape
    for e in range(x.shape[0]):
        v = value[e]
        if v <= 0.0:
            continue
        s = sigma[e]
        reach = 5.0 * s
        i0 = max(0, int(np.ceil((x[e] - reach - x0) / cell)))
        i1 = min(columns - 1, int(np.floor((x[e] + reach - x0) / cell)))
        j0 = max(0, int(np.ceil((y[e] - reach - y0) / cell)))
        j1 = min(rows - 1, int(np.floor((y[e] + reach - y0) / cell)))
        if i1 < i0 or j1 < j0:
            continue
        across = np.empty(i1 - i0 + 1)
        for i in range(i0, i1 + 1):
            across[i - i0] = exp(-0.5 * ((x0 + i * cell - x[e]) / s) ** 2)
        peak = v / (2.0 * pi * s * s)
        for j in range(j0, j1 + 1):
            along = peak * exp(-0.5 * ((y0 + j * cell - y[e]) / s) ** 2)
            for i in range(i0, i1 + 1):
                a = along * across[i - i0]
                total[j, i] += a
                square[j, i] += a * a
                muted[j, i] += a * silent[e]


@njit(cache=True, nogil=True)
def look_up(fields, unsure, floor, x0, y0, cell, x, y, out):  # type: ignore[no-untyped-def]
    """Bilinear values of ``fields`` [H, W, 2] (mean, upper) at (x, y) into ``out`` [3], grey share last.

    ``unsure`` [H, W] is 0 where the place is heard of, 1 where one voice alone speaks for it, 2 where nothing was
    heard, 3 where those who spoke fell silent; 2 and 3 are grey, and 1 and 2 have at least ``floor`` as upper value.
    A point off the grid takes the border's values and state 2.
    """
    rows, columns = unsure.shape
    u, v = (x - x0) / cell, (y - y0) / cell
    outside = u < -0.5 or v < -0.5 or u > columns - 0.5 or v > rows - 0.5
    u = min(max(u, 0.0), columns - 1.000001)
    v = min(max(v, 0.0), rows - 1.000001)
    i, j = int(u), int(v)
    a, b = u - i, v - j
    for f in range(2):
        low = fields[j, i, f] * (1.0 - a) + fields[j, i + 1, f] * a
        high = fields[j + 1, i, f] * (1.0 - a) + fields[j + 1, i + 1, f] * a
        out[f] = low * (1.0 - b) + high * b
    state = 2 if outside else unsure[int(v + 0.5), int(u + 0.5)]
    out[2] = 1.0 if state >= 2 else 0.0
    if 1 <= state <= 2 and out[1] < floor:
        out[1] = floor


@njit(cache=True, nogil=True)
def line_averages(line_start, x, y, fields, unsure, floor, x0, y0, cell, step):  # type: ignore[no-untyped-def]
    """Averages along each line of mean, upper and grey, [G, 3], sampled at least every ``step``."""
    lines = line_start.shape[0] - 1
    out = np.zeros((lines, 3))
    here = np.zeros(3)
    for g in range(lines):
        first, last = line_start[g], line_start[g + 1]
        length = 0.0
        for k in range(first, last - 1):
            piece = sqrt((x[k + 1] - x[k]) ** 2 + (y[k + 1] - y[k]) ** 2)
            parts = int(piece / step) + 1
            for p in range(parts):
                share = (p + 0.5) / parts
                px, py = x[k] + share * (x[k + 1] - x[k]), y[k] + share * (y[k + 1] - y[k])
                look_up(fields, unsure, floor, x0, y0, cell, px, py, here)
                for f in range(3):
                    out[g, f] += here[f] * piece / parts
            length += piece
        if length > 0.0:
            for f in range(3):
                out[g, f] /= length
        elif last > first:
            look_up(fields, unsure, floor, x0, y0, cell, x[first], y[first], here)
            out[g] = here
    return out


@njit(cache=True, nogil=True)
def line_integrals(line_start, x, y, centre_x, centre_y, sigma, weight):  # type: ignore[no-untyped-def]
    """Integral along each line of ``sum(weight * Gaussian(sigma))`` around the centres, [G], per length.

    Exact for each straight piece: the Gaussian of the distance across times the normal distribution along.
    """
    lines = line_start.shape[0] - 1
    out = np.zeros(lines)
    for g in range(lines):
        for k in range(line_start[g], line_start[g + 1] - 1):
            dx, dy = x[k + 1] - x[k], y[k + 1] - y[k]
            piece = sqrt(dx * dx + dy * dy)
            if piece <= 0.0:
                continue
            for m in range(centre_x.shape[0]):
                s = sigma[m]
                rx, ry = centre_x[m] - x[k], centre_y[m] - y[k]
                along = (rx * dx + ry * dy) / piece
                across = (rx * dy - ry * dx) / piece
                reach = 5.0 * s
                if abs(across) > reach or along < -reach or along > piece + reach:
                    continue
                root = s * sqrt(2.0)
                share = 0.5 * (erf((piece - along) / root) - erf(-along / root))
                out[g] += weight[m] * share * exp(-0.5 * (across / s) ** 2) / (s * sqrt(2.0 * pi))
    return out


@njit(cache=True, nogil=True)
def fill_buckets(place, day, amount, most, memory):  # type: ignore[no-untyped-def]
    """What of each ``amount`` still fits its place's bucket of size ``most`` that empties by e in ``memory`` days.

    [J] each, sorted by place, then day. Returns [J].
    """
    kept = np.zeros(amount.shape[0])
    level, last = 0.0, 0.0
    for j in range(amount.shape[0]):
        level = level * exp(-(day[j] - last) / memory) if j > 0 and place[j] == place[j - 1] else 0.0
        kept[j] = min(amount[j], max(most - level, 0.0))
        level += kept[j]
        last = day[j]
    return kept
