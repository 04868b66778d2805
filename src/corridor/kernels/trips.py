"""The price of a trip for every departure and every rule of roads at once.

A trip is K stops and K - 1 legs. Two clocks run: the nominal one, by which exposure is counted, and the late one,
on which every service takes ``1 + spread`` times as long and which must keep every window.
"""

from __future__ import annotations

import math

import numpy as np
from numba import njit

UNREACHABLE = 1
WINDOW = 2
RETURN = 4
CURFEW = 8
RANGE = 16
GREY = 32
EXPOSURE = 64

END, END_LATE, PERSON_MEAN, PERSON_UPPER, CREW_MEAN, CREW_UPPER, DRIVING, WAITING, SERVICE, LENGTH, GREY_M = range(11)
FIGURES = 11


@njit(cache=True)
def _between(table, w, a, b, position):  # type: ignore[no-untyped-def]
    """``table[w, :, a, b]`` at a fractional departure row; infinite where either row is."""
    last = table.shape[1] - 1
    if position <= 0.0:
        return float(table[w, 0, a, b])
    if position >= last:
        return float(table[w, last, a, b])
    row = int(position)
    share = position - row
    first = float(table[w, row, a, b])
    if share == 0.0:
        return first
    return first + share * (float(table[w, row + 1, a, b]) - first)


@njit(cache=True)
def stay(rate, place, start, length, begin, end):  # type: ignore[no-untyped-def]
    """Integral of ``rate[slot, place]`` per second over [begin, end]; slots of ``length`` seconds from ``start``."""
    total = 0.0
    clock = begin
    last = rate.shape[0] - 1
    while clock < end:
        slot = math.floor((clock - start) / length)
        if slot < 0:
            until = min(end, start)
            slot = 0
        elif slot >= last:
            until = end
            slot = last
        else:
            until = min(end, start + (slot + 1) * length)
        if until <= clock:
            until = end
        total += float(rate[slot, place]) * (until - clock)
        clock = until
    return total


@njit(cache=True)
def price_trip(  # type: ignore[no-untyped-def]
    seconds, mean, upper, length, grey, table_start, table_step,
    rate_mean, rate_upper, rate_start, rate_step,
    places, service, opens, closes, before, inside, loading, aboard, cover,
    crew, protection, spread, departures, limits, curfew,
):  # fmt: skip
    """Figures and broken rules of one trip.

    Args:
        seconds, mean, upper, length, grey: float32[W, D, P, P] by rule of roads, departure, from, to; inf where
            there is no way. Exposure is that of an unprotected vehicle.
        table_start, table_step: departure d of the tables is ``table_start + d * table_step``.
        rate_mean, rate_upper: float32[S, P] exposure per second of a stay in the open.
        rate_start, rate_step: the slots of the rates.
        places: int32[K].
        service: float64[K] mean seconds of what is done at each stop; stop 0 loads before departure.
        opens, closes: float64[K] earliest and latest begin.
        before: float64[K] people besides the crew in the vehicle on arrival, while it waits.
        inside: float64[K] of these, who stay in it during service.
        loading: float64[K] people besides the crew outside the vehicle during service.
        aboard: float64[K - 1] people in the vehicle on each leg, crew included.
        cover: float64[K] share of exposure that gets through at the stop.
        crew, protection, spread: members, share let through by the vehicle, relative spread of service.
        departures: float64[T] from stop 0.
        limits: float64[5] latest return, range in metres, grey metres, upper exposure of a trip, earliest begin.
        curfew: float64[C, 2] no driving inside.

    Returns:
        figures float64[W, T, 11] in the order END .. GREY_M, and broken int32[W, T], bits UNREACHABLE .. EXPOSURE.
    """
    rules = seconds.shape[0]
    count = len(departures)
    stops = len(places)
    figures = np.zeros((rules, count, FIGURES))
    broken = np.zeros((rules, count), np.int32)
    for w in range(rules):
        for t in range(count):
            out = figures[w, t]
            depart = departures[t]
            late = depart
            flags = 0
            begin = depart - service[0]
            if depart - service[0] * (1.0 + spread) < max(opens[0], limits[4]):
                flags |= WINDOW
            at_mean = stay(rate_mean, places[0], rate_start, rate_step, begin, depart) * cover[0]
            at_upper = stay(rate_upper, places[0], rate_start, rate_step, begin, depart) * cover[0]
            out[CREW_MEAN] += at_mean
            out[CREW_UPPER] += at_upper
            out[PERSON_MEAN] += at_mean * crew
            out[PERSON_UPPER] += at_upper * crew
            out[SERVICE] += service[0]
            for k in range(1, stops):
                a, b = places[k - 1], places[k]
                here = (depart - table_start) / table_step
                drive = _between(seconds, w, a, b, here)
                drive_late = _between(seconds, w, a, b, (late - table_start) / table_step)
                if not (drive < math.inf and drive_late < math.inf):
                    flags |= UNREACHABLE
                    break
                leg_mean = _between(mean, w, a, b, here) * protection
                leg_upper = _between(upper, w, a, b, here) * protection
                out[DRIVING] += drive
                out[LENGTH] += _between(length, w, a, b, here)
                out[GREY_M] += _between(grey, w, a, b, here)
                out[CREW_MEAN] += leg_mean
                out[CREW_UPPER] += leg_upper
                out[PERSON_MEAN] += leg_mean * aboard[k - 1]
                out[PERSON_UPPER] += leg_upper * aboard[k - 1]
                arrive = depart + drive
                arrive_late = late + drive_late
                if k == stops - 1:
                    out[END] = arrive
                    out[END_LATE] = arrive_late
                    break
                begin = max(arrive, opens[k])
                begin_late = max(arrive_late, opens[k])
                if begin_late > closes[k]:
                    flags |= WINDOW
                depart = begin + service[k]
                late = begin_late + service[k] * (1.0 + spread)
                out[WAITING] += begin - arrive
                out[SERVICE] += service[k]
                wait_mean = stay(rate_mean, b, rate_start, rate_step, arrive, begin) * cover[k] * protection
                wait_upper = stay(rate_upper, b, rate_start, rate_step, arrive, begin) * cover[k] * protection
                work_mean = stay(rate_mean, b, rate_start, rate_step, begin, depart) * cover[k]
                work_upper = stay(rate_upper, b, rate_start, rate_step, begin, depart) * cover[k]
                outside = crew + loading[k]
                out[CREW_MEAN] += wait_mean + work_mean
                out[CREW_UPPER] += wait_upper + work_upper
                out[PERSON_MEAN] += wait_mean * (crew + before[k]) + work_mean * (outside + inside[k] * protection)
                out[PERSON_UPPER] += wait_upper * (crew + before[k]) + work_upper * (outside + inside[k] * protection)
            if flags & UNREACHABLE == 0:
                if out[END_LATE] > min(limits[0], closes[stops - 1]):
                    flags |= RETURN
                for c in range(curfew.shape[0]):
                    if departures[t] < curfew[c, 1] and out[END_LATE] > curfew[c, 0]:
                        flags |= CURFEW
                if out[LENGTH] > limits[1]:
                    flags |= RANGE
                if out[GREY_M] > limits[2]:
                    flags |= GREY
                if out[CREW_UPPER] > limits[3]:
                    flags |= EXPOSURE
            broken[w, t] = flags
    return figures, broken
