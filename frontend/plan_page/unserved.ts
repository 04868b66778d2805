// What is left out today, grouped by the reason, the most urgent first.

import { el } from "../design/dom.ts";
import type { Key } from "../design/i18n.ts";
import type { Unserved } from "./payload.ts";
import { nameOf, own, type Shown } from "./state.ts";

const REASONS = ["capacity", "risk", "time", "unreachable", "grey", "centre_full", "not_worth", "fits_none"];
const LISTED_AT_MOST = 200;

export function groupByReason(left: readonly Unserved[]): [string, Unserved[]][] {
  const groups = new Map<string, Unserved[]>();
  for (const one of left) groups.set(one.reason, [...(groups.get(one.reason) ?? []), one]);
  const urgency = (group: readonly Unserved[]): number => Math.min(...group.map((one) => one.priority));
  return [...groups]
    .map(([reason, group]): [string, Unserved[]] => [reason, [...group].sort((a, b) => a.priority - b.priority)])
    .sort((a, b) => urgency(a[1]) - urgency(b[1]) || b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
}

function counts(shown: Shown, group: readonly Unserved[]): string {
  const needs = group.filter((one) => one.kind !== "household").length;
  const homes = group.length - needs;
  const people = group.reduce((sum, one) => sum + one.people, 0);
  const { words } = shown;
  return [
    needs ? words.say("unserved.needs", { count: needs }) : "",
    homes ? words.say("unserved.households", { count: homes }) : "",
    people ? words.say("unserved.people", { count: people }) : "",
  ].filter(Boolean).join(" · ");
}

function entry(shown: Shown, one: Unserved): HTMLElement {
  const place = one.shelter ? nameOf(shown, one.shelter) : "";
  const text = [one.id, place].filter(Boolean).join(" · ");
  return el("li", {},
    el("span", { class: `priority p${one.priority}` }, String(one.priority)),
    el("span", {}, text), one.detail ? el("span", { class: "quiet", lang: own(shown, one.detail).language }, own(shown, one.detail).text) : null);
}

function priorities(shown: Shown, group: readonly Unserved[]): HTMLElement {
  const { words } = shown;
  const list = el("ul", { class: "priorities" });
  for (const number of [1, 2, 3]) {
    const count = group.filter((one) => one.priority === number).length;
    if (!count) continue;
    list.append(el("li", {}, el("span", { class: `priority p${number}` }, String(number)),
      `${words.say(`unserved.priority.${number}` as Key)}: ${words.number(count)}`));
  }
  return list;
}

function block(shown: Shown, reason: string, group: readonly Unserved[]): HTMLElement {
  const { words } = shown;
  const key = (REASONS.includes(reason) ? `reason.${reason}` : "reason.other") as Key;
  const known = group.filter((one) => one.id || one.shelter);
  const list = el("ul", { class: "left-list" }, ...known.slice(0, LISTED_AT_MOST).map((one) => entry(shown, one)));
  const more = known.length - LISTED_AT_MOST;
  return el("section", { class: "reason" },
    el("h4", {}, words.say(key)),
    el("p", { class: "reason-count" }, counts(shown, group)),
    priorities(shown, group),
    known.length
      ? el("details", {}, el("summary", {}, words.say("unserved.which")), list,
          more > 0 ? el("p", { class: "quiet" }, words.say("unserved.more", { count: more })) : null)
      : null);
}

export function unservedPanel(shown: Shown): HTMLElement {
  const { words, payload } = shown;
  const groups = groupByReason(payload.plan.unserved);
  return el("div", { class: "panel-body" },
    el("h3", {}, words.say("unserved.title")),
    groups.length ? null : el("p", { class: "empty" }, words.say("unserved.none")),
    ...groups.map(([reason, group]) => block(shown, reason, group)));
}
