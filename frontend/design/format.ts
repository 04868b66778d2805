// Times, lengths, ages and proportions as a person says them, in the operation's own time zone.

import { type Key, type Language, translate, type Values } from "./i18n.ts";

/** Upper ends of the proportions that have a name of their own, smallest first. */
const NAMED_RATIOS: readonly (readonly [number, Key])[] = [
  [0.02, "ratio.tiny"],
  [0.07, "ratio.twentieth"],
  [0.15, "ratio.tenth"],
  [0.225, "ratio.fifth"],
  [0.29, "ratio.quarter"],
  [0.42, "ratio.third"],
  [0.58, "ratio.half"],
  [0.71, "ratio.two_thirds"],
  [0.82, "ratio.three_quarters"],
  [0.95, "ratio.nine_tenths"],
  [1.05, "ratio.same"],
  [1.3, "ratio.more"],
  [1.75, "ratio.half_more"],
];

export class Words {
  readonly language: Language;
  readonly timezone: string;

  constructor(language: Language, timezone: string) {
    this.language = language;
    this.timezone = timezone;
  }

  say(key: Key, values: Values = {}): string {
    return translate(this.language, key, values);
  }

  number(value: number, digits = 0): string {
    return new Intl.NumberFormat(this.language, { maximumFractionDigits: digits }).format(value);
  }

  significant(value: number, digits = 2): string {
    return new Intl.NumberFormat(this.language, { maximumSignificantDigits: digits }).format(value);
  }

  percent(share: number): string {
    const style = { style: "percent", maximumFractionDigits: share > 0 && share < 0.01 ? 1 : 0 } as const;
    return new Intl.NumberFormat(this.language, style).format(share);
  }

  private moment(seconds: number, options: Intl.DateTimeFormatOptions): string {
    const locale = this.language === "en" ? "en-GB" : "uk";
    return new Intl.DateTimeFormat(locale, { timeZone: this.timezone, ...options }).format(seconds * 1000);
  }

  /** Clock time, such as 06:40. */
  clock(seconds: number): string {
    return this.moment(seconds, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  }

  /** Day and clock time. */
  dayClock(seconds: number): string {
    return `${this.moment(seconds, { day: "numeric", month: "short" })}, ${this.clock(seconds)}`;
  }

  /** A calendar day given as YYYY-MM-DD, which belongs to no zone. */
  day(iso: string): string {
    const locale = this.language === "en" ? "en-GB" : "uk";
    const options = { timeZone: "UTC", weekday: "short", day: "numeric", month: "long", year: "numeric" } as const;
    return new Intl.DateTimeFormat(locale, options).format(new Date(`${iso}T12:00:00Z`));
  }

  duration(seconds: number): string {
    const whole = Math.round(seconds / 60);
    const hours = Math.floor(whole / 60);
    const minutes = whole % 60;
    if (!hours) return this.say("duration.min", { minutes });
    return minutes ? this.say("duration.h_min", { hours, minutes }) : this.say("duration.h", { hours });
  }

  length(metres: number): string {
    if (metres < 950) return this.say("unit.m", { value: this.number(Math.round(metres / 10) * 10) });
    return this.say("unit.km", { value: this.number(metres / 1000, metres < 99_500 ? 1 : 0) });
  }

  /** How long ago, in the largest unit that still tells something. */
  age(seconds: number): string {
    const minutes = Math.max(0, Math.round(seconds / 60));
    if (minutes < 90) return this.say("age.minutes", { count: minutes });
    const hours = Math.round(minutes / 60);
    return hours < 48 ? this.say("age.hours", { count: hours }) : this.say("age.days", { count: Math.round(hours / 24) });
  }

  /** `value` against a reference, such as “about half of”; a dash where there is nothing to compare with. */
  ratio(value: number, reference: number | null | undefined): string {
    if (reference === null || reference === undefined || reference <= 0) return "—";
    const share = value / reference;
    const named = NAMED_RATIOS.find(([end]) => share < end);
    if (named) return this.say(named[1]);
    return this.say("ratio.times", { count: this.number(share, share < 10 ? 1 : 0) });
  }
}
