// What the person has chosen. Kept in memory only: nothing is stored on the machine that shows the page.

import { Words } from "../design/format.ts";
import type { Key, Language } from "../design/i18n.ts";
import type { DangerScale } from "../design/danger.ts";
import { classOfRate } from "../design/danger.ts";
import type { Figures, Mission, Payload, PlaceKind, Road, Stop } from "./payload.ts";

export type Tab = "missions" | "compare" | "unserved" | "rests";
export const TABS: readonly Tab[] = ["missions", "compare", "unserved", "rests"];
export type Theme = "light" | "dark";

export interface State {
  readonly language: Language;
  readonly theme: Theme | null;
  readonly hour: number;
  readonly tab: Tab;
  readonly mission: string | null;
}

export interface Shown {
  readonly payload: Payload;
  readonly words: Words;
  readonly state: State;
  readonly scale: DangerScale;
  change(part: Partial<State>): void;
}

/** A text that the plan wrote itself, in the page's language where it is known, and the language that it is in. */
export function own(shown: Shown, text: string): { text: string; language: Language } {
  const written = shown.payload.language;
  if (shown.state.language === written) return { text, language: written };
  const other = Object.hasOwn(shown.payload.texts, text) ? shown.payload.texts[text] : undefined;
  return other === undefined ? { text, language: written } : { text: other, language: shown.state.language };
}

/** The quickest plan's figures, where the plan was compared with it. */
export function quickest(shown: Shown): Figures | null {
  return shown.payload.plan.comparisons.find((one) => one.name === "quickest")?.figures ?? null;
}

/** The exposure that others are told against, and its name; null where the plan names none. */
export function reference(shown: Shown): { figures: Figures; name: string } | null {
  const { plan } = shown.payload;
  if (!plan.reference) return null;
  const { words } = shown;
  const known: Readonly<Record<string, Key>> = {
    "a mean mission of the quickest plan": "reference.mean_quickest",
    quickest: "reference.quickest",
    chosen: "reference.chosen",
    least: "reference.least",
  };
  const key = known[own(shown, plan.reference_name).text] ?? known[plan.reference_name] ?? (plan.reference_name ? null : "reference.unnamed");
  return {
    figures: plan.reference,
    name: key ? words.say(key) : words.say("reference.own", { name: own(shown, plan.reference_name).text }),
  };
}

/** “about half of the quickest plan”; a dash without a reference. */
export function againstReference(shown: Shown, personExposure: number): string {
  const against = reference(shown);
  if (!against) return "—";
  const amount = shown.words.ratio(personExposure, against.figures.person_exposure_upper);
  return shown.words.say("ratio.of", { amount, reference: against.name });
}

/** A place's name, else its id; coarse copies number the areas that stand for places. */
export function nameOf(shown: Shown, id: string): string {
  const area = shown.payload.coarse ? /^area-(\d+)$/.exec(id) : null;
  if (area) return shown.words.say("place.area", { number: area[1] as string });
  return shown.payload.operation.places[id]?.name || id;
}

export function placeName(shown: Shown, stop: Stop): string {
  return nameOf(shown, stop.place);
}

/**
 * Class of danger on a road as driven, per hour of driving, the vehicle's protection taken out again. Coarse copies
 * know no minutes: there a drive takes its share, by length, of the mission's driving.
 */
export function roadClass(shown: Shown, road: Road, mission: Mission): number {
  const whole = Math.max(mission.figures.length_m, 1);
  const driven = shown.payload.coarse ? (road.length / whole) * mission.figures.driving_s : road.arrive - road.depart;
  const hours = Math.max(driven, 60) / 3600;
  const protection = shown.payload.operation.vehicles[mission.vehicle]?.protection ?? 1;
  return classOfRate(shown.scale, road.upper / protection / hours);
}

export function span(mission: Mission): [number, number] | null {
  const stops = mission.trips.flatMap((trip) => trip.stops);
  const first = stops[0];
  const last = stops.at(-1);
  return first && last ? [first.depart, last.arrive] : null;
}

export function itemText(shown: Shown, id: string, amount: number): string {
  const item = shown.payload.operation.items[id];
  const unit = item?.unit ?? "";
  const known: Readonly<Record<string, Key>> = {
    l: "unit.litre", litre: "unit.litre", litres: "unit.litre",
    kg: "unit.kg",
    piece: "unit.piece", pieces: "unit.piece", pcs: "unit.piece",
  };
  const key = known[unit];
  const written = key ? shown.words.say(key) : unit;
  return `${item?.name || id} ${shown.words.number(amount, 1)}${written ? ` ${written}` : ""}`;
}

export function profileName(shown: Shown, vehicle: string): string {
  const profile = shown.payload.operation.vehicles[vehicle]?.profile;
  const known = ["car", "minibus", "bus", "armoured_van", "truck", "foot"];
  return profile && known.includes(profile) ? shown.words.say(`profile.${profile}` as Key) : vehicle;
}

/** The kind of a place, for the line below its name; empty where the name begins with it. */
export function kindBeside(shown: Shown, name: string, kind: PlaceKind): string {
  const known = kindName(shown, kind);
  return name.toLowerCase().startsWith(known.toLowerCase()) ? "" : known;
}

/** What a kind of place is called; coarse copies show areas in the place of shelters. */
export function kindName(shown: Shown, kind: PlaceKind): string {
  return shown.words.say(shown.payload.coarse && kind === "shelter" ? "place.shelter_area" : `place.${kind}`);
}
