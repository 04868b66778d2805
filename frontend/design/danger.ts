// Danger as five named classes of one logarithmic scale, and unknown, which is none of them.

import type { Key } from "./i18n.ts";

export const CLASSES = 5;
export const UNKNOWN = 5;
/** Share of a line's length, in 255ths, from which it counts as unheard of. */
export const GREY_FROM = 128;

export interface DangerScale {
  /** First level of each class, class 0 at level 0. */
  readonly from: readonly number[];
  /** Dangerous events an hour at which the classes above the first begin. */
  readonly thresholds: readonly number[];
  readonly lowestLog: number;
  readonly decades: number;
  readonly levels: number;
}

export function dangerScale(scale: readonly [number, number, number], thresholds: readonly number[]): DangerScale {
  const [lowestLog, decades, levels] = scale;
  const level = (rate: number): number => Math.round(((Math.log10(rate) - lowestLog) / decades) * levels);
  return { from: [0, ...thresholds.map(level)], thresholds, lowestLog, decades, levels };
}

/** Class 0 to 4 of a level. */
export function classOfLevel(scale: DangerScale, level: number): number {
  let found = 0;
  while (found + 1 < scale.from.length && level >= (scale.from[found + 1] as number)) found += 1;
  return found;
}

/** Class of so many events an hour. */
export function classOfRate(scale: DangerScale, perHour: number): number {
  let found = 0;
  while (found < scale.thresholds.length && perHour >= (scale.thresholds[found] as number)) found += 1;
  return found;
}

/** Hours on the road in which one dangerous event is to be expected nearby, at a level. */
export function hoursForOne(scale: DangerScale, level: number): number {
  return 1 / 10 ** ((level / scale.levels) * scale.decades + scale.lowestLog);
}

export function dangerKey(danger: number): Key {
  return danger === UNKNOWN ? "danger.unknown" : (`danger.${danger}` as Key);
}

/** Class of every line at an hour: levels are hour-major; grey lines are unknown whatever their level. */
export function classesAt(scale: DangerScale, levels: Uint8Array, grey: Uint8Array, hour: number): Uint8Array {
  const count = grey.length;
  const ofLevel = Uint8Array.from({ length: 256 }, (_, level) => classOfLevel(scale, level));
  const found = new Uint8Array(count);
  for (let line = 0; line < count; line += 1) {
    found[line] = (grey[line] as number) >= GREY_FROM ? UNKNOWN : (ofLevel[levels[hour * count + line] as number] as number);
  }
  return found;
}

/** Share of the weight in each of the six classes. */
export function shares(classes: Uint8Array, weights: Float64Array): number[] {
  const sums = new Array<number>(CLASSES + 1).fill(0);
  let total = 0;
  classes.forEach((danger, line) => {
    sums[danger] = (sums[danger] as number) + (weights[line] as number);
    total += weights[line] as number;
  });
  return sums.map((sum) => (total > 0 ? sum / total : 0));
}
