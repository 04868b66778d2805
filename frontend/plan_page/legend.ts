// The legend: every class by colour, width and words, with the threshold at which it begins; and unknown.

import { el, icon, svg } from "../design/dom.ts";
import { ICONS } from "../design/icons.ts";
import { CLASSES, dangerKey, UNKNOWN } from "../design/danger.ts";
import type { PlaceKind } from "./payload.ts";
import { kindName, type Shown } from "./state.ts";

const WIDTHS = [1.6, 2.4, 3.4, 4.6, 6, 2.4];

function sample(danger: number): SVGSVGElement {
  return svg("svg", { viewBox: "0 0 34 10", class: "sample", "aria-hidden": "true" },
    svg("line", {
      class: danger === UNKNOWN ? "line-unknown" : `line-${danger}`,
      x1: 2, x2: 32, y1: 5, y2: 5, "stroke-width": WIDTHS[danger],
      "stroke-dasharray": danger === UNKNOWN ? "5 3.5" : null,
    }));
}

function hours(shown: Shown, danger: number): string {
  const { words, scale } = shown;
  if (danger === UNKNOWN) {
    return words.say("legend.unknown", { days: words.age(shown.payload.operation.grey_after_days * 86_400) });
  }
  const round = (rate: number | undefined): string => words.number(Math.round(1 / (rate as number)));
  if (danger === 0) return words.say("legend.over", { count: round(scale.thresholds[0]) });
  if (danger === CLASSES - 1) return words.say("legend.under", { count: round(scale.thresholds[CLASSES - 2]) });
  return words.say("legend.between", { low: round(scale.thresholds[danger]), high: round(scale.thresholds[danger - 1]) });
}

function entry(shown: Shown, danger: number): HTMLElement {
  return el("li", {}, sample(danger),
    el("span", { class: "legend-name" }, shown.words.say(dangerKey(danger))),
    el("span", { class: "legend-hours" }, hours(shown, danger)));
}

function symbols(shown: Shown): HTMLElement {
  const kinds = new Set(Object.values(shown.payload.operation.places).map((place) => place.kind));
  const order: readonly PlaceKind[] = ["depot", "centre", "shelter", "checkin"];
  return el("ul", { class: "legend-symbols" }, ...order.filter((kind) => kinds.has(kind)).map((kind) =>
    el("li", {}, el("span", { class: `symbol ${kind}` }, icon(ICONS[kind])), kindName(shown, kind),
      kind === "shelter"
        ? el("span", { class: "symbol shelter hollow", title: shown.words.say("legend.not_visited") }, icon(ICONS[kind]))
        : null,
      kind === "shelter" ? el("span", { class: "quiet" }, shown.words.say("legend.not_visited")) : null)));
}

function routeSample(second: boolean): SVGSVGElement {
  return svg("svg", { viewBox: "0 0 34 10", class: "sample", "aria-hidden": "true" },
    ...(second
      ? [svg("line", { class: "line-second", x1: 1, x2: 33, y1: 5, y2: 5, "stroke-width": 3, "stroke-dasharray": "7 5" })]
      : [svg("line", { class: "line-route", x1: 1, x2: 33, y1: 5, y2: 5, "stroke-width": 9 }),
         svg("line", { class: "line-core", x1: 1, x2: 33, y1: 5, y2: 5, "stroke-width": 5.5 })]));
}

export function legend(shown: Shown, open: boolean): HTMLElement {
  const { words, payload, state } = shown;
  const hour = words.clock(payload.map.hours[state.hour] ?? 0);
  const order = [4, 3, 2, 1, 0, UNKNOWN];
  const routes = state.mission && !payload.coarse
    ? el("ul", { class: "legend-list" },
        el("li", {}, routeSample(false), el("span", { class: "legend-name" }, words.say("legend.route"))),
        el("li", {}, routeSample(true), el("span", { class: "legend-name" }, words.say("legend.second"))))
    : null;
  return el("details", { class: "legend", open },
    el("summary", {}, words.say(payload.coarse ? "legend.title_cells" : "legend.title", { hour })),
    el("ul", { class: "legend-list" }, ...order.map((danger) => entry(shown, danger))),
    routes,
    symbols(shown),
    el("p", { class: "legend-note" }, words.say("legend.note")));
}
