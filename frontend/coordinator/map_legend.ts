// What colours, widths and shapes mean, in words.

import { el, svg } from "../design/dom.ts";
import { CLASSES, dangerKey, UNKNOWN } from "../design/danger.ts";
import type { Words } from "../design/format.ts";
import type { Key } from "../design/i18n.ts";
import type { DangerFacts, Spot } from "./page_data.ts";
import { spotSymbol } from "./spots.ts";

const WIDTHS = [1.6, 2.4, 3.4, 4.8, 6.4, 1.8];

function sample(danger: number): SVGSVGElement {
  return svg("svg", { viewBox: "0 0 34 10", class: "sample", "aria-hidden": "true" }, svg("line", {
    class: danger === UNKNOWN ? "line-unknown" : `line-${danger}`, x1: 2, x2: 32, y1: 5, y2: 5,
    "stroke-width": WIDTHS[danger], "stroke-dasharray": danger === UNKNOWN ? "5 3.5" : null,
  }));
}

function hours(words: Words, facts: DangerFacts, danger: number): string {
  const round = (rate: number | undefined): string => words.number(Math.round(1 / (rate as number)));
  const from = facts.class_from;
  if (danger === UNKNOWN) return words.say("map.nothing_heard");
  if (danger === 0) return words.say("legend.over", { count: round(from[0]) });
  if (danger === CLASSES - 1) return words.say("legend.under", { count: round(from[CLASSES - 2]) });
  return words.say("legend.between", { low: round(from[danger]), high: round(from[danger - 1]) });
}

const SYMBOLS: readonly (readonly [Spot["kind"], string, Key])[] = [
  ["shelter", "good", "map.shelter.good"],
  ["shelter", "warn", "map.shelter.warn"],
  ["shelter", "stop", "map.shelter.stop"],
  ["shelter", "unknown", "map.shelter.unknown"],
  ["incident", "plain", "map.incident"],
  ["closure", "stop", "map.closure"],
  ["report", "warn", "map.report"],
  ["mission", "info", "map.mission"],
  ["mission", "stop", "map.mission.overdue"],
];

export function mapLegend(place: HTMLElement, words: Words, facts: DangerFacts | null, spots: readonly Spot[]): void {
  const kinds = new Set(spots.map((spot) => spot.kind));
  const roads = facts === null ? [] : [4, 3, 2, 1, 0, UNKNOWN].map((danger) => el("li", {}, sample(danger),
    el("span", {}, words.say(dangerKey(danger))), el("span", { class: "legend-hours" }, hours(words, facts, danger))));
  const shapes = SYMBOLS.filter(([kind]) => kinds.has(kind)).map(([kind, tone, key]) =>
    el("li", {}, spotSymbol(kind, tone), words.say(key)));
  const box = el("details", { class: "legend" }, el("summary", {}, words.say("map.legend")),
    el("ul", { class: "legend-list" }, ...roads),
    facts ? el("p", { class: "legend-note" }, words.say("legend.note")) : null,
    shapes.length ? el("ul", { class: "legend-symbols" }, ...shapes) : null);
  box.open = window.matchMedia("(min-width: 901px) and (min-height: 700px)").matches;
  place.replaceChildren(box);
}
