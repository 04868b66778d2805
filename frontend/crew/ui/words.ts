// The app's words, in the language that the crew chose; numbers and times as that language writes them.

import { format, type Language, type Values } from "../../design/i18n.ts";
import en from "../../i18n/crew/en.json" with { type: "json" };
import uk from "../../i18n/crew/uk.json" with { type: "json" };

export type Key = keyof typeof en;

export const CATALOGUES: Readonly<Record<Language, Readonly<Record<Key, string>>>> = { en, uk };

let language: Language = "en";
let zone = "UTC";

export function speak(chosen: Language): void {
  language = chosen;
  document.documentElement.lang = chosen;
}

export const spoken = (): Language => language;

/** Times are shown in the operation's zone. */
export function live(tz: string): void {
  zone = tz;
}

export function say(key: Key, values: Values = {}): string {
  return format(CATALOGUES[language][key], values, language);
}

/** `say` for a code that the desk sent; the code itself where this app is older than the desk. */
export function sayCode(start: string, code: string): string {
  const key = `${start}.${code}`;
  return key in CATALOGUES.en ? say(key as Key) : code;
}

export function number(value: number): string {
  return new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(value);
}

function moment(ms: number, options: Intl.DateTimeFormatOptions): string {
  return new Intl.DateTimeFormat(language === "en" ? "en-GB" : "uk", { timeZone: zone, ...options }).format(ms);
}

/** Clock time, such as 06:40. */
export function clock(ms: number): string {
  return moment(ms, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

/** A day, such as Fri 27 Nov. */
export function dayOf(ms: number): string {
  return moment(ms, { weekday: "short", day: "numeric", month: "short" });
}

/** The hour of the day there, 0 to 23. */
export function hourOf(ms: number): number {
  return Number(moment(ms, { hour: "2-digit", hourCycle: "h23" }));
}

export function length(metres: number): string {
  if (metres < 950) return say("crew.unit.m", { value: number(Math.round(metres / 10) * 10) });
  return say("crew.unit.km", { value: number(metres / 1000) });
}
