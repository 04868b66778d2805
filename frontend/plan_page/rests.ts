// What the plan rests on and how old that is, and how it was made.

import { el } from "../design/dom.ts";
import type { Evidence } from "./payload.ts";
import { rhythmBlock } from "./rhythm.ts";
import { own, type Shown } from "./state.ts";

function source(shown: Shown, one: Evidence): HTMLTableRowElement {
  const { words } = shown;
  const asOf = shown.payload.plan.as_of_s;
  const age = (moment: number | null): string => (moment === null ? words.say("rests.never") : words.age(asOf - moment));
  return el("tr", { class: one.silent ? "silent" : null },
    el("th", { scope: "row" }, own(shown, one.name).text,
      el("span", { class: one.silent ? "mark silent" : "mark" }, words.say(one.silent ? "rests.silent" : "rests.speaking"))),
    el("td", {}, words.number(one.rows)),
    el("td", {}, age(one.newest_s)),
    el("td", {}, age(one.oldest_s)));
}

function sources(shown: Shown): HTMLElement {
  const { words, payload } = shown;
  if (!payload.plan.rests_on.length) return el("p", { class: "notice" }, words.say("rests.none"));
  const head = (["rests.source", "rests.reports", "rests.newest", "rests.oldest"] as const)
    .map((key) => el("th", { scope: "col" }, words.say(key)));
  return el("table", { class: "plain sources" },
    el("caption", { class: "hidden" }, words.say("rests.title")),
    el("thead", {}, el("tr", {}, ...head)),
    el("tbody", {}, ...payload.plan.rests_on.map((one) => source(shown, one))));
}

function gap(shown: Shown): string {
  const { bound, objective } = shown.payload.plan;
  if (bound === null || objective === null || objective === 0) return shown.words.say("rests.gap_none");
  return shown.words.percent(Math.abs(objective - bound) / Math.abs(objective));
}

function making(shown: Shown): HTMLElement {
  const { words, payload } = shown;
  const { plan, operation, map } = payload;
  const rows: readonly (readonly [string, string])[] = [
    [words.say("rests.seed"), String(plan.seed)],
    [words.say("rests.iterations"), words.number(plan.iterations)],
    [words.say("rests.pool"), words.number(plan.pool_size)],
    [words.say("rests.gap"), gap(shown)],
    [words.say("rests.quantile"), words.say("rests.quantile_value", { quantile: words.percent(operation.quantile) })],
    [words.say("rests.timezone"), plan.timezone],
    [words.say("rests.software"), plan.software],
    [words.say("rests.roads"), map.source],
  ];
  return el("dl", { class: "figures" }, ...rows.map(([term, value]) => el("div", {}, el("dt", {}, term), el("dd", {}, value))));
}

export function restsPanel(shown: Shown): HTMLElement {
  const { words, payload } = shown;
  return el("div", { class: "panel-body" },
    el("h3", {}, words.say("rests.title")),
    el("p", { class: "quiet" }, words.say("rests.intro", { time: words.dayClock(payload.plan.as_of_s) })),
    sources(shown),
    rhythmBlock(shown),
    el("section", {},
      el("h3", {}, words.say("rests.technical")),
      making(shown),
      el("p", { class: "quiet" }, words.say(payload.plan.time_limited ? "rests.time_limited" : "rests.repeatable"))));
}
