// Quickest, chosen and least exposed plan side by side: figures, and bars so that the trade-off is seen.

import { el } from "../design/dom.ts";
import type { Key } from "../design/i18n.ts";
import type { Comparison } from "./payload.ts";
import { reference, type Shown } from "./state.ts";

const ORDER = ["quickest", "chosen", "least"];

interface Row {
  readonly label: Key;
  readonly value: (one: Comparison) => number;
  readonly text: (shown: Shown, value: number, first: number) => string;
}

const plain = (shown: Shown, value: number): string => shown.words.number(value);
const length = (shown: Shown, value: number): string => shown.words.length(value);
const exposure = (shown: Shown, value: number, first: number): string =>
  first > 0 ? shown.words.percent(value / first) : shown.words.significant(value);

const ROWS: readonly Row[] = [
  { label: "compare.exposure", value: (one) => one.figures.person_exposure_upper, text: exposure },
  { label: "compare.exposure_mean", value: (one) => one.figures.person_exposure_mean, text: exposure },
  { label: "compare.crew", value: (one) => one.figures.crew_exposure_upper, text: exposure },
  {
    label: "compare.driving",
    value: (one) => one.figures.driving_s + one.figures.waiting_s + one.figures.service_s,
    text: (shown, value) => shown.words.duration(value),
  },
  { label: "compare.length", value: (one) => one.figures.length_m, text: length },
  { label: "compare.grey", value: (one) => one.figures.grey_m, text: length },
  { label: "compare.people", value: (one) => one.people_taken, text: plain },
  { label: "compare.deliveries", value: (one) => one.deliveries, text: plain },
  { label: "compare.unserved", value: (one) => one.unserved, text: plain },
];

function name(shown: Shown, one: Comparison): string {
  return ORDER.includes(one.name) ? shown.words.say(`compare.${one.name}` as Key) : one.name;
}

function cell(shown: Shown, row: Row, one: Comparison, all: readonly Comparison[]): HTMLTableCellElement {
  const largest = Math.max(...all.map(row.value), 1e-12);
  const bar = el("span", { class: "bar" });
  bar.style.width = `${(row.value(one) / largest) * 100}%`;
  return el(
    "td",
    { class: one.name === "chosen" ? "chosen" : null },
    el("span", { class: "figure" }, row.text(shown, row.value(one), row.value(all[0] as Comparison))),
    el("span", { class: "track", "aria-hidden": "true" }, bar),
  );
}

export function comparePanel(shown: Shown): HTMLElement {
  const { words, payload } = shown;
  const all = [...payload.plan.comparisons].sort((a, b) => ORDER.indexOf(a.name) - ORDER.indexOf(b.name));
  const title = el("h3", {}, words.say("compare.title"));
  if (!all.length) return el("div", { class: "panel-body" }, title, el("p", { class: "empty" }, words.say("compare.none")));
  const head = el("tr", {}, el("th", { scope: "col" }, words.say("compare.metric")),
    ...all.map((one) => el("th", { scope: "col", class: one.name === "chosen" ? "chosen" : null }, name(shown, one))));
  const body = el("tbody", {}, ...ROWS.map((row) =>
    el("tr", {}, el("th", { scope: "row" }, words.say(row.label)), ...all.map((one) => cell(shown, row, one, all)))));
  const against = reference(shown);
  return el(
    "div",
    { class: "panel-body" },
    title,
    el("p", { class: "quiet" }, words.say("compare.intro")),
    el("table", { class: "compare" }, el("caption", { class: "hidden" }, words.say("compare.title")), el("thead", {}, head), body),
    against ? el("p", { class: "quiet" }, words.say("compare.reference", { name: against.name })) : null,
  );
}
