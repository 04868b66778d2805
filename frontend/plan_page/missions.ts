// The list of missions: who, when, how many, what it costs against the reference.

import { el, icon } from "../design/dom.ts";
import { ICONS } from "../design/icons.ts";
import { classOfRate, dangerKey } from "../design/danger.ts";
import type { Mission } from "./payload.ts";
import { againstReference, profileName, roadClass, type Shown, span } from "./state.ts";

/** A dot-and-word chip of a class of danger. */
export function dangerChip(shown: Shown, danger: number): HTMLElement {
  return el("span", { class: `chip danger-${danger}` }, shown.words.say(dangerKey(danger)));
}

function share(value: number, from: number, to: number): number {
  return Math.max(0, Math.min(1, (value - from) / (to - from))) * 100;
}

/** The day as a strip: drives coloured by danger and as thick, stops hollow, the chosen hour marked. */
export function timeline(shown: Shown, mission: Mission): HTMLElement {
  const { hours } = shown.payload.map;
  const from = hours[0] ?? 0;
  const to = (hours.at(-1) ?? from) + 3600;
  const strip = el("span", { class: "strip", "aria-hidden": "true" });
  const put = (start: number, end: number, className: string): void => {
    const bar = el("span", { class: className });
    bar.style.left = `${share(start, from, to)}%`;
    bar.style.width = `${Math.max(share(end, from, to) - share(start, from, to), 0.35)}%`;
    strip.append(bar);
  };
  for (const trip of mission.trips) {
    const ends = [trip.stops[0]?.depart, trip.stops.at(-1)?.arrive];
    if (ends[0] !== undefined && ends[1] !== undefined) put(ends[0], ends[1], shown.payload.coarse ? "strip-trip whole" : "strip-trip");
    for (const leg of shown.payload.coarse ? [] : trip.legs) {
      put(leg.path.depart, leg.path.arrive, `strip-leg danger-${roadClass(shown, leg.path, mission)}`);
    }
  }
  const now = el("span", { class: "strip-now" });
  now.style.left = `${share((hours[shown.state.hour] ?? from) + 1800, from, to)}%`;
  strip.append(now);
  return strip;
}

/** The worst drive's class; of a coarse copy, the mission's as a whole, since single drives are rounded away. */
export function worstClass(shown: Shown, mission: Mission): number {
  if (shown.payload.coarse) {
    const upper = mission.trips.flatMap((trip) => trip.legs).reduce((sum, leg) => sum + leg.path.upper, 0);
    const protection = shown.payload.operation.vehicles[mission.vehicle]?.protection ?? 1;
    return classOfRate(shown.scale, upper / protection / Math.max(mission.figures.driving_s / 3600, 0.25));
  }
  const legs = mission.trips.flatMap((trip) => trip.legs);
  return legs.reduce((worst, leg) => Math.max(worst, roadClass(shown, leg.path, mission)), 0);
}

export function budgetMeter(shown: Shown, used: number): HTMLElement {
  const { words } = shown;
  const text = words.say("missions.budget", { share: words.percent(used) });
  const bar = el("span", { class: used > 0.85 ? "meter-bar near" : "meter-bar" });
  bar.style.width = `${Math.min(used, 1) * 100}%`;
  return el("span", { class: "budget" }, el("span", { class: "meter", "aria-hidden": "true" }, bar), text);
}

function fact(iconPath: string, text: string): HTMLElement {
  return el("span", { class: "fact" }, icon(iconPath), text);
}

function card(shown: Shown, mission: Mission): HTMLLIElement {
  const { words } = shown;
  const times = span(mission);
  const members = shown.payload.operation.crews[mission.crew]?.members;
  const stops = mission.trips.reduce((sum, trip) => sum + trip.stops.filter((stop) => stop.kind !== "depot").length, 0);
  const grey = mission.figures.grey_m;
  const press = el(
    "button",
    { type: "button", class: "card", "data-mission": mission.id, "aria-current": shown.state.mission === mission.id ? "true" : null },
    el(
      "span",
      { class: "card-head" },
      el("span", { class: "card-id" }, mission.id),
      el("span", { class: "card-kind" }, profileName(shown, mission.vehicle)),
      dangerChip(shown, worstClass(shown, mission)),
    ),
    el(
      "span",
      { class: "card-times" },
      times ? words.say("missions.times", { from: words.clock(times[0]), to: words.clock(times[1]) }) : "—",
      el("span", { class: "card-more" }, [
        words.say("missions.trips", { count: mission.trips.length }),
        words.say("missions.stops", { count: stops }),
        words.length(mission.figures.length_m),
      ].join(" · ")),
    ),
    timeline(shown, mission),
    el(
      "span",
      { class: "card-facts" },
      mission.people_out ? fact(ICONS.people, words.say("missions.people", { count: mission.people_out })) : null,
      mission.deliveries ? fact(ICONS.box, words.say("missions.deliveries", { count: mission.deliveries })) : null,
      el("span", { class: grey >= 50 ? "fact unknown" : "fact quiet" },
        grey >= 50 ? words.say("missions.unknown_km", { km: words.length(grey) }) : words.say("missions.no_unknown")),
    ),
    el("span", { class: "card-exposure" },
      el("span", { class: "quiet" }, `${words.say("missions.exposure")}:`), " ",
      againstReference(shown, mission.figures.person_exposure_upper)),
    el("span", { class: "card-foot" },
      el("span", { class: "quiet" }, words.say("missions.crew", { id: mission.crew }),
        members ? ` · ${words.say("missions.crew_of", { count: members })}` : ""),
      budgetMeter(shown, mission.budget_used)),
  );
  press.addEventListener("click", () => shown.change({ mission: mission.id }));
  return el("li", {}, press);
}

/** Up, down, home and end move the focus among the cards of a list. */
function walk(list: HTMLElement, event: KeyboardEvent): void {
  const cards = [...list.querySelectorAll<HTMLButtonElement>("button.card")];
  const at = cards.indexOf(document.activeElement as HTMLButtonElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: cards.length - 1 }[event.key];
  if (to === undefined || at < 0) return;
  event.preventDefault();
  cards[Math.max(0, Math.min(cards.length - 1, to))]?.focus();
}

export function missionList(shown: Shown): HTMLElement {
  const { words, payload } = shown;
  if (!payload.plan.missions.length) return el("p", { class: "empty" }, words.say("missions.none"));
  const list = el("ul", { class: "cards", "aria-label": words.say("missions.list") });
  for (const mission of payload.plan.missions) list.append(card(shown, mission));
  list.addEventListener("keydown", (event) => walk(list, event));
  return el("div", {}, list, el("p", { class: "hint no-touch" }, words.say("missions.hint")));
}
