// Ids and times of records: UUIDv7 (RFC 9562) and hybrid logical clocks (Kulkarni et al. 2014), which sort as text.

import { hex, random } from "./bytes.ts";

/** Milliseconds, and how many records were made within the same one or before the clock went back. */
export interface Clock {
  readonly ms: number;
  readonly counter: number;
}

const MOST = 0xffff;

/** The moment after `last`, never behind it, whatever the phone's clock says. */
export function tick(last: Clock, now: number): Clock {
  if (now > last.ms) return { ms: now, counter: 0 };
  return last.counter < MOST ? { ms: last.ms, counter: last.counter + 1 } : { ms: last.ms + 1, counter: 0 };
}

export function hlcText(clock: Clock, device: string): string {
  return `${String(clock.ms).padStart(15, "0")}.${clock.counter.toString(16).padStart(4, "0")}.${device}`;
}

export function newId(now: number): string {
  const bytes = random(16);
  for (let at = 0; at < 6; at += 1) bytes[at] = Math.floor(now / 2 ** (8 * (5 - at))) % 256;
  bytes[6] = 0x70 | ((bytes[6] as number) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] as number) & 0x3f);
  const text = hex(bytes);
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join("-");
}
