// Marks on the map: the same shapes as in the lists. They are links or buttons, so that a keyboard reaches them too.

import { el, icon } from "../design/dom.ts";
import { ICONS, type IconName } from "../design/icons.ts";
import type { Spot } from "./page_data.ts";

const SHAPES: Readonly<Record<Spot["kind"], IconName>> = {
  shelter: "shelter", incident: "blast", closure: "closed", report: "warning", mission: "truck", depot: "depot", centre: "centre",
};

export function spotMark(spot: Spot): HTMLElement {
  const said = `${spot.name}: ${spot.words}`;
  const inside = [
    el("span", { class: `spot-symbol ${spot.kind} tone-${spot.tone || "plain"}` }, icon(ICONS[SHAPES[spot.kind]])),
    spot.label ? el("span", { class: "spot-label" }, spot.label) : null,
  ];
  const mark = spot.address
    ? el("a", { href: spot.address, class: "spot", title: said, "aria-label": said }, ...inside)
    : el("span", { class: "spot", title: said, role: "img", "aria-label": said }, ...inside);
  mark.style.setProperty("--fresh", String(spot.fresh));
  return mark;
}

export function spotSymbol(kind: Spot["kind"], tone: string): HTMLElement {
  return el("span", { class: `spot-symbol ${kind} tone-${tone}` }, icon(ICONS[SHAPES[kind]]));
}
