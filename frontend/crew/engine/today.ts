// The day as the desk tells it (docs/reference/crew-sync.md), and what a crew asks of it. All times in milliseconds.

import type { Merged } from "./merge.ts";

export type Point = readonly [lon: number, lat: number];

export interface Load {
  readonly item: string;
  readonly name: string;
  readonly amount: number;
  readonly unit: string;
}

export interface Household {
  readonly id: string;
  readonly people: number;
  readonly wheelchair?: number;
  readonly stretcher?: number;
  readonly pets?: number;
  readonly decision?: string;
  readonly reasons?: readonly string[];
  readonly offers?: readonly string[];
  readonly notes?: string;
  readonly name?: string;
}

export interface Stop {
  readonly id: string;
  readonly order: number;
  readonly kind: string;
  readonly place: { readonly name: string; readonly lon: number; readonly lat: number };
  readonly arrives: number;
  readonly departs: number;
  readonly latest: number;
  readonly notes?: string;
  readonly load: readonly Load[];
  readonly households: readonly Household[];
}

export interface Way {
  readonly line: readonly Point[];
  readonly exposure: number;
}

export interface Leg extends Way {
  readonly from: string;
  readonly to: string;
  readonly heard: boolean;
  readonly alternative?: Way | null;
  readonly turns?: readonly Turn[];
}

export interface Turn {
  readonly name: string;
  readonly metres: number;
}

export interface Trip {
  readonly number: number;
  readonly departs: number;
  readonly legs: readonly Leg[];
  readonly stops: readonly Stop[];
}

export interface Hour {
  readonly hour: number;
  readonly level: number;
  readonly heard: boolean;
}

export interface Centre {
  readonly id: string;
  readonly name: string;
  readonly lon: number;
  readonly lat: number;
  readonly free?: number | null;
}

export interface Mission {
  readonly id: string;
  readonly label: string;
  readonly vehicle: string;
  readonly opens: number;
  readonly closes: number;
  readonly departs: number;
  readonly returns: number;
  readonly latest_return: number;
  readonly checkin_every?: number | null;
  readonly fallback_number?: string;
  readonly tiles?: { readonly url: string; readonly bounds: readonly [number, number, number, number] } | null;
  readonly trips: readonly Trip[];
  readonly rhythm: readonly Hour[];
  readonly centre?: Centre | null;
}

export interface Today {
  readonly now: number;
  readonly expires: number;
  readonly cursor: string;
  readonly operation: string;
  readonly tz: string;
  readonly demonstration?: boolean;
  readonly crew: { readonly id: string; readonly name: string };
  readonly missions: readonly Mission[];
}

/** Stops of a mission in the order of the day, places where something is handed over or somebody boards. */
export function stopsOf(mission: Mission): Stop[] {
  return mission.trips.flatMap((trip) => [...trip.stops].sort((a, b) => a.order - b.order));
}

export function legsOf(mission: Mission): Leg[] {
  return mission.trips.flatMap((trip) => trip.legs);
}

/** What is to be recorded at a stop: ids of the stop where goods are handed over, of each household, of the centre. */
export function tasksOf(stop: Stop): string[] {
  return [...(stop.load.length || stop.kind === "centre" ? [stop.id] : []), ...stop.households.map((one) => one.id)];
}

/** The first stop where something is left to record; nothing where all is done. */
export function nextStop(mission: Mission, done: ReadonlySet<string>): Stop | null {
  return stopsOf(mission).find((stop) => tasksOf(stop).some((task) => !done.has(task))) ?? null;
}

export type Change =
  | { readonly what: "stop_new" | "stop_gone" | "stop_changed"; readonly place: string }
  | { readonly what: "stop_time"; readonly place: string; readonly at: number }
  | { readonly what: "mission_new" | "mission_gone"; readonly place: string };

const MOVED_MS = 5 * 60_000;

/** What another plan of the day brings, stop by stop, for a crew that knew the earlier one. */
export function changed(before: Today, after: Today): Change[] {
  const found: Change[] = [];
  const missions = new Map(before.missions.map((one) => [one.id, one]));
  for (const mission of after.missions) {
    const known = missions.get(mission.id);
    missions.delete(mission.id);
    if (!known) {
      found.push({ what: "mission_new", place: mission.label });
      continue;
    }
    const stops = new Map(stopsOf(known).map((one) => [one.id, one]));
    for (const stop of stopsOf(mission)) {
      const old = stops.get(stop.id);
      stops.delete(stop.id);
      const place = stop.place.name;
      if (!old) found.push({ what: "stop_new", place });
      else if (Math.abs(old.arrives - stop.arrives) >= MOVED_MS) found.push({ what: "stop_time", place, at: stop.arrives });
      else if (work(old) !== work(stop)) found.push({ what: "stop_changed", place });
    }
    for (const gone of stops.values()) found.push({ what: "stop_gone", place: gone.place.name });
  }
  for (const gone of missions.values()) found.push({ what: "mission_gone", place: gone.label });
  return found;
}

const work = (stop: Stop): string => JSON.stringify([stop.load, stop.households, stop.notes ?? ""]);

/** What others recorded about a household, as the merge has it; nothing where nobody did. */
export function recordedBy(merged: Merged, kinds: ReadonlyMap<string, string>, household: string): string | null {
  const id = merged.standing[`household/${household}`];
  return (id && kinds.get(id)) || null;
}

/** Danger of an hour of the day, for the rhythm's bars; nothing where the desk says nothing of it. */
export function hourAt(mission: Mission, hour: number): Hour | null {
  return mission.rhythm.find((one) => one.hour === hour) ?? null;
}
