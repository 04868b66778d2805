// What a crew can record, as docs/reference/crew-sync.md names it. Numbers are whole: amounts in the item's unit.

export interface Draft {
  readonly kind: Kind;
  readonly mission: string;
  readonly replaces?: string;
  readonly [field: string]: unknown;
}

export type Kind =
  | "delivered" | "taken" | "refused" | "postponed" | "not_found" | "moved" | "road" | "incident" | "need"
  | "household" | "note" | "checkin" | "seats" | "handover" | "sos";

/** Why people stay, as the desk's registry names it. */
export const REASONS = [
  "home", "pets", "caring", "ill", "nowhere_to_go", "money", "documents", "family_elsewhere", "fear_of_road", "distrust",
] as const;
export const MOST_TEXT = 500;

const MICRO = 1e6;

/** Degrees as the wire has them: whole millionths. */
export function place(lon: number, lat: number): { lon: number; lat: number } {
  return { lon: Math.round(lon * MICRO), lat: Math.round(lat * MICRO) };
}

/** A number of people, animals or goods as it may be recorded. */
export function whole(value: number): number {
  return Number.isFinite(value) ? Math.min(Math.max(Math.round(value), 0), 999_999) : 0;
}

/** What a draft ticks off in the day: the household, the centre, else the stop. */
export function placeOf(draft: Draft): string {
  return String(draft["household"] ?? draft["centre"] ?? draft["stop"] ?? "");
}
