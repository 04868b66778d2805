// Danger of every road by hour: one byte an hour and road, hour-major, with what is unheard of and the roads' lengths.

import { classesAt, type DangerScale, shares, UNKNOWN } from "../design/danger.ts";
import type { DangerFacts } from "./page_data.ts";

export class DangerHours {
  readonly facts: DangerFacts;
  private readonly levels: Uint8Array;
  private readonly grey: Uint8Array;
  private readonly length: Float64Array;
  private readonly scale: DangerScale;

  constructor(facts: DangerFacts, bytes: ArrayBuffer) {
    const cells = facts.hours.length * facts.lines;
    const start = Math.ceil((cells + facts.lines) / 4) * 4;
    if (bytes.byteLength !== start + 4 * facts.lines) throw new Error("danger by hour has another size than it should");
    this.facts = facts;
    this.levels = new Uint8Array(bytes, 0, cells);
    this.grey = new Uint8Array(bytes, cells, facts.lines);
    this.length = Float64Array.from(new Float32Array(bytes, start, facts.lines));
    this.scale = { from: [0, ...facts.class_levels], thresholds: facts.class_from, lowestLog: -6, decades: 6, levels: 255 };
  }

  /** Class 0 to 4 of every road at an hour, or `UNKNOWN`. */
  classes(hour: number): Uint8Array {
    return classesAt(this.scale, this.levels, this.grey, hour);
  }

  /** Class of one road at every hour of the day. */
  day(line: number): number[] {
    return this.facts.hours.map((_, hour) => this.classes(hour)[line] ?? UNKNOWN);
  }

  /** Share of the roads' length in each class at an hour; the last is unknown. */
  shares(hour: number): number[] {
    return shares(this.classes(hour), this.length);
  }

  /** The hour of the day that holds a moment; the first or last where none does. */
  hourOf(seconds: number): number {
    const found = this.facts.hours.findLastIndex((start) => start <= seconds);
    return Math.max(0, found);
  }
}

export async function fetchDanger(facts: DangerFacts): Promise<DangerHours> {
  const answer = await fetch(facts.address);
  if (!answer.ok) throw new Error(`danger by hour: ${answer.status}`);
  return new DangerHours(facts, await answer.arrayBuffer());
}
