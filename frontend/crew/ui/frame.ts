// The frame around a screen: where one is, whether the desk has everything, the four places at the foot, and help.

import { button, type Child, el, icon } from "../../design/dom.ts";
import { type IconName, ICONS } from "../../design/icons.ts";
import type { App, Screen } from "./app.ts";
import { chip, held } from "./parts.ts";
import { more } from "./screens/more.ts";
import { report } from "./screens/report.ts";
import { route } from "./screens/route.ts";
import { sos } from "./screens/sos.ts";
import { today } from "./screens/today.ts";
import { clock, type Key, say } from "./words.ts";

const PLACES: readonly (readonly [Key, IconName, (app: App) => Screen])[] = [
  ["crew.today", "plan", today], ["crew.route", "situation", route], ["crew.report", "blast", report],
  ["crew.more", "menu", more],
];

export function draw(app: App, screen: Screen): void {
  const scroll = app.place.dataset["screen"] === screen.name ? (document.querySelector("main")?.scrollTop ?? 0) : 0;
  const title = el("h1", { tabindex: -1 }, screen.title());
  const main = el("main", {}, title, ...screen.body());
  const told = document.querySelector("#told") ?? el("div", { id: "told", role: "status", "aria-live": "polite" });
  app.place.replaceChildren(head(app), main, told, ...(app.phone ? [foot(app, screen)] : []));
  if (app.place.dataset["screen"] !== screen.name) title.focus({ preventScroll: true });
  app.place.dataset["screen"] = screen.name;
  main.scrollTop = scroll;
}

function head(app: App): HTMLElement {
  const first = app.depth > 1
    ? button("round", say("crew.back"), () => app.back(), icon(ICONS.back))
    : held(say("crew.mark"), () => void app.gone(), icon(ICONS.mark));
  const last: Child[] = app.phone
    ? [linkChip(app), button("help", "", () => app.go(sos(app)), icon(ICONS.warning), el("span", {}, say("crew.sos")))]
    : [];
  return el("header", {}, first, el("span", { class: "grow" }), ...last);
}

function linkChip(app: App): HTMLElement {
  return el("span", { class: "link", role: "status" }, linkWords(app));
}

/** The desk has told something while somebody writes: only the chip is drawn anew. */
export function redrawLink(app: App): void {
  document.querySelector("header .link")?.replaceChildren(linkWords(app));
}

function linkWords(app: App): HTMLElement {
  const { state, out, refused, at } = app.link;
  if (refused) return chip(say("crew.refused_by_desk", { count: refused }), "stop");
  if (out) return chip(say("crew.unsent", { count: out }), "warn", "upload");
  if (state === "offline") return chip(say("crew.offline"), "unknown");
  return chip(at ? say("crew.all_sent", { time: clock(at) }) : say("crew.asking"), at ? "good" : "unknown", at ? "check" : undefined);
}

function foot(app: App, screen: Screen): HTMLElement {
  const places = PLACES.map(([key, picture, made]) => {
    const one = button("place", "", () => app.turn(made(app)), icon(ICONS[picture]), el("span", {}, say(key)));
    if (key.endsWith(`.${screen.name}`)) one.setAttribute("aria-current", "page");
    return one;
  });
  return el("nav", { "aria-label": say("crew.places") }, ...places);
}
