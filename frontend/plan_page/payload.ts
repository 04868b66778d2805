// What the page is given: the shape written by corridor.exchange.page_payload, and its packed block of arrays.

import type { Language } from "../design/i18n.ts";

export type Point = readonly [number, number];

export interface Figures {
  person_exposure_mean: number;
  person_exposure_upper: number;
  crew_exposure_mean: number;
  crew_exposure_upper: number;
  driving_s: number;
  waiting_s: number;
  service_s: number;
  length_m: number;
  grey_m: number;
}

export interface Road {
  depart: number;
  arrive: number;
  length: number;
  grey: number;
  mean: number;
  upper: number;
  line?: readonly number[];
  roads?: readonly (readonly [string, number, number, number])[];
}

export interface Leg {
  path: Road;
  aboard: number;
  second: Road | null;
  why: string;
}

export type PlaceKind = "depot" | "shelter" | "centre" | "checkin";

export interface Stop {
  kind: PlaceKind;
  place: string;
  at: Point | null;
  arrive: number;
  begin: number;
  depart: number;
  deliveries: readonly (readonly [string, number])[];
  taken: readonly (readonly [string, number])[];
  brought: readonly (readonly [string, number])[];
  people_taken: number | null;
  people_brought: number | null;
  mean: number;
  upper: number;
  late: number;
}

export interface Trip {
  id: string;
  stops: readonly Stop[];
  legs: readonly Leg[];
  loads: readonly (readonly [string, number])[];
  figures: Figures;
  turn_back: number | null;
}

export interface Mission {
  id: string;
  vehicle: string;
  crew: string;
  figures: Figures;
  budget_used: number;
  people_out: number | null;
  deliveries: number;
  trips: readonly Trip[];
}

export interface Unserved {
  kind: string;
  id: string;
  shelter: string;
  priority: number;
  reason: string;
  detail: string;
  people: number;
}

export interface Evidence {
  name: string;
  rows: number;
  oldest_s: number | null;
  newest_s: number | null;
  silent: boolean;
}

export interface HourDanger {
  start_s: number;
  factor: number;
  lower: number;
  upper: number;
}

export interface Comparison {
  name: string;
  figures: Figures;
  people_taken: number;
  deliveries: number;
  unserved: number;
}

export interface Plan {
  operation: string;
  demonstration: boolean;
  day: string;
  timezone: string;
  as_of_s: number;
  seed: number;
  iterations: number;
  time_limited: boolean;
  software: string;
  verdict: string;
  verdict_reason: string;
  missions: readonly Mission[];
  unserved: readonly Unserved[];
  figures: Figures;
  people_taken: number;
  deliveries: number;
  bound: number | null;
  objective: number | null;
  pool_size: number;
  comparisons: readonly Comparison[];
  rhythm: readonly HourDanger[];
  rhythm_usable: boolean;
  rests_on: readonly Evidence[];
  reference: Figures | null;
  reference_name: string;
  warnings: readonly string[];
}

export interface Place {
  kind: PlaceKind;
  name: string;
  at: Point | null;
  people?: number;
}

export interface Payload {
  version: number;
  language: Language;
  coarse: boolean;
  plan: Plan;
  operation: {
    places: Readonly<Record<string, Place>>;
    vehicles: Readonly<Record<string, { profile: string; seats: number; protection: number }>>;
    crews: Readonly<Record<string, { members: number }>>;
    items: Readonly<Record<string, { name: string; unit: string }>>;
    quantile: number;
    grey_after_days: number;
  };
  /** The plan's own texts in the other language, by the text as written. */
  texts: Readonly<Record<string, string>>;
  map: {
    box: readonly [number, number, number, number];
    hours: readonly number[];
    scale: readonly [number, number, number];
    class_from: readonly number[];
    source: string;
    lines: number;
    names: readonly string[];
    left_out: number;
    land: number;
    places: readonly (readonly [number, number, string, string, number])[];
    cells?: number;
    cell?: readonly [number, number];
    sections: Readonly<Record<string, readonly [number, number]>>;
    block: string;
  };
}

/** Routes come as differences of whole hundred-thousandths of a degree; returns lon, lat pairs. */
export function decodeLine(steps: readonly number[] | undefined): Point[] {
  const points: Point[] = [];
  let x = 0;
  let y = 0;
  for (let at = 0; steps && at + 1 < steps.length; at += 2) {
    x += steps[at] as number;
    y += steps[at + 1] as number;
    points.push([x / 1e5, y / 1e5]);
  }
  return points;
}

/** Base64 of a zlib stream to its bytes. */
export async function unpack(block: string): Promise<ArrayBuffer> {
  const bytes = Uint8Array.from(atob(block), (letter) => letter.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).arrayBuffer();
}

/** Named arrays inside the unpacked block. */
export class Sections {
  private readonly buffer: ArrayBuffer;
  private readonly places: Payload["map"]["sections"];

  constructor(buffer: ArrayBuffer, places: Payload["map"]["sections"]) {
    this.buffer = buffer;
    this.places = places;
  }

  private bytes(name: string): ArrayBuffer {
    const [start, length] = this.places[name] ?? [0, 0];
    return this.buffer.slice(start, start + length);
  }

  u8(name: string): Uint8Array {
    return new Uint8Array(this.bytes(name));
  }

  u32(name: string): Uint32Array {
    return new Uint32Array(this.bytes(name));
  }

  i32(name: string): Int32Array {
    return new Int32Array(this.bytes(name));
  }
}
