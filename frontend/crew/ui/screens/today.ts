// The day: missions, when and where next, the rhythm of danger, what changed.

import { type Child, el, icon } from "../../../design/dom.ts";
import { ICONS } from "../../../design/icons.ts";
import { lastMarks } from "../../engine/ledger.ts";
import { type Change, type Mission, nextStop, type Stop, stopsOf, tasksOf } from "../../engine/today.ts";
import type { App, Screen } from "../app.ts";
import { big, card, chip, row, warning } from "../parts.ts";
import { rhythm } from "../rhythm.ts";
import { clock, dayOf, say } from "../words.ts";
import { stop } from "./stop.ts";

export function today(app: App): Screen {
  return { name: "today", live: true, title: () => heading(app), body: () => body(app) };
}

function heading(app: App): string {
  const first = app.missions[0];
  return first ? dayOf(first.departs) : say("crew.today");
}

function body(app: App): Child[] {
  const plan = app.phone?.today;
  if (!plan) return [el("p", {}, say("crew.no_day")), big(say("crew.ask_day"), () => void app.sync(true), "primary", "download")];
  const done = new Set(lastMarks(app.phone?.ledger ?? { marks: [], others: [], cursor: "0" }).keys());
  return [
    plan.demonstration ? warning(say("crew.demonstration")) : null,
    el("p", { class: "quiet" }, [plan.operation, plan.crew.name].filter(Boolean).join(" · ")),
    news(app),
    ...(plan.missions.length ? plan.missions.map((one) => mission(app, one, done)) : [el("p", {}, say("crew.no_missions"))]),
    el("p", { class: "quiet" }, say("crew.until", { time: clock(plan.expires), day: dayOf(plan.expires) })),
  ];
}

function news(app: App): Child {
  const words = app.changes.map(changeWords);
  const others = app.phone?.ledger.others.length ?? 0;
  if (others) words.push(say("crew.others", { count: others }));
  if (!words.length) return null;
  return el("section", { class: "card news" }, el("h2", {}, say("crew.news")), el("ul", {}, ...words.map((one) => el("li", {}, one))));
}

function changeWords(one: Change): string {
  if (one.what === "stop_time") return say("crew.change.stop_time", { place: one.place, time: clock(one.at) });
  return say(`crew.change.${one.what}`, { place: one.place });
}

function mission(app: App, one: Mission, done: ReadonlySet<string>): HTMLElement {
  const next = nextStop(one, done);
  const late = (app.phone?.now() ?? 0) > one.latest_return;
  return card(
    el("h2", {}, one.label), one.vehicle === one.label ? null : el("p", { class: "quiet" }, one.vehicle),
    el("p", { class: "times" }, say("crew.times", { from: clock(one.departs), to: clock(one.returns) }), " ",
      chip(say("crew.latest", { time: clock(one.latest_return) }), late ? "stop" : "", "clock")),
    late ? warning(say("crew.overdue"), "stop") : null,
    next ? el("p", { class: "next" }, say("crew.next", { place: next.place.name || say(kindKey(next)), time: clock(next.arrives) }))
      : el("p", { class: "next" }, say("crew.all_done")),
    rhythm(one, app.phone?.now() ?? 0),
    big(say("crew.checkin"), () => void app.keep({ kind: "checkin", mission: one.id }, say("crew.checkin.kept")), "", "checkin"),
    el("ul", { class: "rows" }, ...stopsOf(one).map((at) => stopRow(app, one, at, done))),
  );
}

export function kindKey(at: Stop): "crew.kind.depot" | "crew.kind.centre" | "crew.kind.shelter" | "crew.kind.other" {
  return at.kind === "depot" ? "crew.kind.depot" : at.kind === "centre" ? "crew.kind.centre"
    : at.kind === "shelter" ? "crew.kind.shelter" : "crew.kind.other";
}

function stopRow(app: App, one: Mission, at: Stop, done: ReadonlySet<string>): HTMLElement {
  const tasks = tasksOf(at);
  const left = tasks.filter((task) => !done.has(task)).length;
  const people = at.households.reduce((sum, house) => sum + house.people, 0);
  return row(() => app.go(stop(app, one, at)), tasks.length > 0 && !left,
    el("span", { class: "time" }, clock(at.arrives)), el("strong", {}, at.place.name || say(kindKey(at))),
    el("span", { class: "marks" },
      at.load.length ? el("span", {}, icon(ICONS.box), String(at.load.length)) : null,
      people ? el("span", {}, icon(ICONS.people), String(people)) : null,
      tasks.length > 1 && left && left < tasks.length ? chip(say("crew.left", { count: left }), "warn") : null));
}
