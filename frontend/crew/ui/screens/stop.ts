// One stop: what to hand over, whom to ask, what stands about this door; and the ways of recording it.

import { type Child, el, icon } from "../../../design/dom.ts";
import { ICONS } from "../../../design/icons.ts";
import { lastMarks } from "../../engine/ledger.ts";
import { merge } from "../../engine/merge.ts";
import { type Household, type Mission, recordedBy, type Stop, stopsOf } from "../../engine/today.ts";
import type { App, Screen } from "../app.ts";
import { big, card, chip } from "../parts.ts";
import { clock, number, say, sayCode } from "../words.ts";
import { handover } from "./handover.ts";
import { delivered, moved, notFound, note, refused, taken } from "./recording.ts";
import { kindKey } from "./today.ts";

const LATER_MS = 5 * 60_000;

export function stop(app: App, mission: Mission, first: Stop): Screen {
  const current = () => app.missions.flatMap((one) => stopsOf(one)).find((one) => one.id === first.id) ?? first;
  return {
    name: "stop", live: true, title: () => current().place.name || say(kindKey(current())), body: () => body(app, mission, current()),
  };
}

function body(app: App, mission: Mission, at: Stop): Child[] {
  const centre = mission.centre;
  return [
    el("p", { class: "times" }, say("crew.times", { from: clock(at.arrives), to: clock(at.departs) }), " ",
      at.latest > at.arrives + LATER_MS ? chip(say("crew.latest_here", { time: clock(at.latest) }), "", "clock") : null),
    at.notes ? el("p", { class: "note" }, icon(ICONS.info), el("span", {}, at.notes)) : null,
    at.load.length ? load(app, mission, at) : null,
    ...at.households.map((one) => household(app, mission, one)),
    at.kind === "centre" && centre
      ? card(el("h2", {}, centre.name), centre.free != null ? el("p", {}, say("crew.free", { count: centre.free })) : null,
        ticked(app, centre.id), big(say("crew.handover"), () => app.go(handover(app, mission, centre)), "primary", "people"))
      : null,
    big(say("crew.note"), () => app.go(note(app, mission, at)), "quiet", "edit"),
  ];
}

function load(app: App, mission: Mission, at: Stop): HTMLElement {
  return card(el("h2", {}, say("crew.load")),
    el("ul", { class: "load" }, ...at.load.map((one) =>
      el("li", {}, el("span", { class: "grow" }, one.name), el("strong", {}, `${number(one.amount)} ${one.unit}`)))),
    ticked(app, at.id),
    big(say("crew.delivered"), () => app.go(delivered(app, mission, at)), "primary", "box"));
}

/** That it was recorded, by oneself or by others; never what one wrote, since the phone does not know it. */
function ticked(app: App, place: string): Child {
  const ledger = app.phone?.ledger;
  const mark = ledger && lastMarks(ledger).get(place);
  return mark ? chip(say("crew.recorded", { time: clock(mark.at) }), "good", "check") : null;
}

function byOthers(app: App, one: Household): Child {
  const others = app.phone?.ledger.others ?? [];
  const windows = Object.fromEntries(app.missions.map((mission) => [mission.id, [mission.opens, mission.closes] as const]));
  const kinds = new Map(others.map((op) => [op.id, op.kind]));
  const found = others.length ? recordedBy(merge(others, windows), kinds, one.id) : null;
  return found ? chip(say("crew.by_others", { what: sayCode("crew.kind_of", found) }), "info") : null;
}

function household(app: App, mission: Mission, one: Household): HTMLElement {
  const needs = [
    one.wheelchair ? chip(say("crew.wheelchair", { count: one.wheelchair }), "info") : null,
    one.stretcher ? chip(say("crew.stretcher", { count: one.stretcher }), "info") : null,
    one.pets ? chip(say("crew.pets", { count: one.pets }), "info") : null,
  ];
  return card(
    el("h2", {}, one.name || say("crew.people", { count: one.people })),
    el("p", { class: "chips" }, one.name ? chip(say("crew.people", { count: one.people }), "", "people") : null, ...needs,
      one.decision ? chip(sayCode("crew.decision", one.decision), one.decision === "leave" ? "good" : "warn") : null),
    one.reasons?.length ? el("p", {}, el("strong", {}, say("crew.reasons")), " ", one.reasons.map((code) => sayCode("crew.reason", code)).join(", ")) : null,
    one.offers?.length ? el("div", { class: "offers" }, el("strong", {}, say("crew.offers")), el("ul", {}, ...one.offers.map((words) => el("li", {}, words)))) : null,
    one.notes ? el("p", { class: "note" }, icon(ICONS.info), el("span", {}, one.notes)) : null,
    el("p", { class: "chips" }, ticked(app, one.id), byOthers(app, one)),
    big(say("crew.taken"), () => app.go(taken(app, mission, one)), "primary", "truck"),
    el("div", { class: "pair" },
      big(say("crew.refused"), () => app.go(refused(app, mission, one, "refused"))),
      big(say("crew.postponed"), () => app.go(refused(app, mission, one, "postponed"))),
      big(say("crew.not_found"), () => app.go(notFound(app, mission, one))),
      big(say("crew.moved"), () => app.go(moved(app, mission, one)))),
  );
}
