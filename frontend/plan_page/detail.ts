// One mission: its trips as a line of stops, what happens at each, and each drive with its reasons.

import { button, el, icon } from "../design/dom.ts";
import { ICONS } from "../design/icons.ts";
import { budgetMeter, dangerChip, timeline } from "./missions.ts";
import type { Leg, Mission, Stop, Trip } from "./payload.ts";
import { againstReference, itemText, kindBeside, own, placeName, profileName, roadClass, type Shown, span } from "./state.ts";

function pair(term: string, value: Node | string): HTMLElement {
  return el("div", {}, el("dt", {}, term), el("dd", {}, value));
}

function chips(texts: readonly string[]): HTMLElement {
  const list = el("ul", { class: "goods" });
  for (const text of texts) list.append(el("li", {}, text));
  return list;
}

/** Text that the plan wrote itself; marked with its language where it is not the page's. */
export function ownWords(shown: Shown, text: string, className = "own"): HTMLElement | null {
  if (!text) return null;
  const told = own(shown, text);
  const foreign = told.language !== shown.state.language;
  const label = told.language === "en" ? "app.own_words" : "app.own_words_uk";
  return el(
    "p",
    { class: className, lang: told.language },
    told.text,
    foreign ? el("span", { class: "written", lang: shown.state.language }, shown.words.say(label)) : null,
  );
}

function second(shown: Shown, leg: Leg): HTMLElement | null {
  if (!leg.second) return null;
  const { words } = shown;
  const amount = words.ratio(leg.second.upper, leg.path.upper);
  return el(
    "div",
    { class: "second" },
    el("h5", {}, words.say("detail.second")),
    el("p", {}, words.say("detail.second.text", {
      length: words.length(leg.second.length),
      duration: words.duration(leg.second.arrive - leg.second.depart),
      ratio: words.say("detail.of_chosen", { amount }),
    })),
    leg.second.roads?.length ? el("p", { class: "quiet" }, roadNames(shown, leg.second.roads)) : null,
  );
}

function roadNames(shown: Shown, roads: NonNullable<Leg["path"]["roads"]>): string {
  const names = roads.map(([name]) => own(shown, name).text).filter(Boolean);
  return names.filter((name, at) => name !== names[at - 1]).join(" → ");
}

function drive(shown: Shown, mission: Mission, trip: Trip, leg: Leg, to: Stop | undefined): HTMLElement {
  const { words } = shown;
  const { path } = leg;
  const total = trip.legs.reduce((sum, one) => sum + one.path.upper, 0);
  const roads = path.roads?.length ? roadNames(shown, path.roads) : "";
  const summary = el(
    "summary",
    { "aria-label": to ? words.say("detail.leg", { place: placeName(shown, to) }) : null },
    el("span", { class: "drive-line" },
      `${words.length(path.length)} · ${words.duration(path.arrive - path.depart)} · ${words.say("detail.aboard", { count: leg.aboard })}`),
    dangerChip(shown, roadClass(shown, path, mission)),
    path.grey >= 50 ? el("span", { class: "fact unknown" }, words.say("missions.unknown_km", { km: words.length(path.grey) })) : null,
  );
  const share = total > 0 ? path.upper / total : 0;
  const bar = el("span", { class: "share-bar" });
  bar.style.width = `${share * 100}%`;
  const body = el(
    "div",
    { class: "drive-body" },
    el("p", { class: "share" }, el("span", { class: "share-track", "aria-hidden": "true" }, bar),
      words.say("detail.exposure_share", { share: words.percent(share) })),
    leg.why ? el("div", {}, el("h5", {}, words.say("detail.why")), ownWords(shown, leg.why)) : null,
    roads ? el("div", {}, el("h5", {}, words.say("detail.roads")), el("p", { class: "quiet" }, roads)) : null,
    second(shown, leg),
  );
  return el("li", { class: `drive danger-${roadClass(shown, path, mission)}` }, el("details", {}, summary, body));
}

function household(shown: Shown, [id, people]: readonly [string, number]): string {
  return shown.words.say("detail.household", { id, count: people });
}

function people(shown: Shown, named: Stop["taken"], counted: number | null): readonly string[] {
  if (named.length) return named.map((one) => household(shown, one));
  return counted ? [shown.words.say("map.people", { count: counted })] : [];
}

function stopItem(shown: Shown, stop: Stop, label: string): HTMLElement {
  const { words } = shown;
  const doing: HTMLElement[] = [];
  const add = (term: string, texts: readonly string[]): void => {
    if (texts.length) doing.push(el("div", { class: "doing" }, el("span", { class: "quiet" }, term), chips(texts)));
  };
  add(words.say("detail.deliver"), stop.deliveries.map(([item, amount]) => itemText(shown, item, amount)));
  add(words.say("detail.take"), people(shown, stop.taken, stop.people_taken));
  add(words.say("detail.hand_over"), people(shown, stop.brought, stop.people_brought));
  const waits = stop.begin - stop.arrive;
  const times = stop.depart > stop.arrive
    ? words.say("missions.times", { from: words.clock(stop.arrive), to: words.clock(stop.depart) })
    : words.clock(stop.arrive);
  const notes = [
    waits >= 60 ? words.say("detail.wait", { duration: words.duration(waits) }) : "",
    stop.late > stop.arrive + 60 ? words.say("detail.latest", { time: words.clock(stop.late) }) : "",
  ].filter(Boolean);
  return el(
    "li",
    { class: `stop ${stop.kind}` },
    el("span", { class: "stop-mark", "aria-hidden": "true" }, label ? label : icon(ICONS[stop.kind])),
    el("div", { class: "stop-head" },
      el("span", { class: "stop-name" }, placeName(shown, stop)),
      el("span", { class: "stop-time" }, times)),
    el("p", { class: "quiet" }, [kindBeside(shown, placeName(shown, stop), stop.kind), ...notes].filter(Boolean).join(" · ")),
    ...doing,
  );
}

function tripSection(shown: Shown, mission: Mission, trip: Trip, at: number, firstLabel: number): HTMLElement {
  const { words } = shown;
  const list = el("ol", { class: "journey" });
  let label = firstLabel;
  trip.stops.forEach((stop, index) => {
    list.append(stopItem(shown, stop, stop.kind === "depot" ? "" : String((label += 1))));
    const leg = trip.legs[index];
    if (leg) list.append(drive(shown, mission, trip, leg, trip.stops[index + 1]));
  });
  return el(
    "section",
    { class: "trip", "aria-label": words.say("detail.trip", { number: at + 1 }) },
    el("h4", {}, words.say("detail.trip", { number: at + 1 }),
      el("span", { class: "quiet" }, ` · ${words.length(trip.figures.length_m)} · ${againstReference(shown, trip.figures.person_exposure_upper)}`)),
    trip.loads.length
      ? el("div", { class: "doing" }, el("span", { class: "quiet" }, words.say("detail.loads")),
          chips(trip.loads.map(([item, amount]) => itemText(shown, item, amount))))
      : null,
    trip.turn_back === null
      ? null
      : el("p", { class: "rule" }, icon(ICONS.stop), words.say("detail.turn_back", { time: words.clock(trip.turn_back) })),
    list,
  );
}

function figures(shown: Shown, mission: Mission): HTMLElement {
  const { words } = shown;
  const f = mission.figures;
  return el(
    "dl",
    { class: "figures", "aria-label": words.say("detail.figures") },
    pair(words.say("missions.exposure"), againstReference(shown, f.person_exposure_upper)),
    pair(words.say("detail.crew_exposure"), words.significant(f.crew_exposure_upper)),
    pair(words.say("missions.budget.label"), budgetMeter(shown, mission.budget_used)),
    pair(words.say("detail.driving"), words.duration(f.driving_s)),
    pair(words.say("detail.service"), words.duration(f.service_s)),
    pair(words.say("detail.waiting"), words.duration(f.waiting_s)),
    pair(words.say("detail.distance"), words.length(f.length_m)),
    pair(words.say("detail.unknown"), words.length(f.grey_m)),
  );
}

export function missionDetail(shown: Shown, mission: Mission, forPrint = false): HTMLElement {
  const { words } = shown;
  const times = span(mission);
  let label = 0;
  const trips = mission.trips.map((trip, at) => {
    const section = tripSection(shown, mission, trip, at, label);
    label += trip.stops.filter((stop) => stop.kind !== "depot").length;
    return section;
  });
  const heading = el("h3", { class: "detail-title", tabindex: "-1" }, mission.id,
    el("span", { class: "quiet" }, ` ${profileName(shown, mission.vehicle)} · ${words.say("missions.crew", { id: mission.crew })}`));
  return el(
    "article",
    { class: "detail" },
    forPrint
      ? null
      : button("back", "", () => shown.change({ mission: null }), icon(ICONS.back), words.say("missions.back")),
    heading,
    times ? el("p", { class: "detail-times" }, words.say("missions.times", { from: words.clock(times[0]), to: words.clock(times[1]) })) : null,
    timeline(shown, mission),
    figures(shown, mission),
    ...trips,
  );
}
