// The plan's page: puts the parts together and keeps them in step with what the person chooses.

import "leaflet/dist/leaflet.css";
import "../design/tokens.css";
import "../design/base.css";
import "./page.css";
import { button, el, icon } from "../design/dom.ts";
import { Words } from "../design/format.ts";
import type { Key } from "../design/i18n.ts";
import { ICONS } from "../design/icons.ts";
import { createClock } from "./clock.ts";
import { comparePanel } from "./compare.ts";
import { dangerKey, hoursForOne } from "../design/danger.ts";
import { missionDetail } from "./detail.ts";
import type { Look } from "./drawing.ts";
import { banner, darkNow, header, summary, verdict, warnings } from "./header.ts";
import { legend } from "./legend.ts";
import { createMap, type Found } from "./map.ts";
import { missionList } from "./missions.ts";
import type { Payload } from "./payload.ts";
import { restsPanel } from "./rests.ts";
import { boundsOf, buildScene, isUnknown, plannedClass, routeOf, type Scene } from "./scene.ts";
import { kindBeside, nameOf, type Shown, type State, type Tab, TABS } from "./state.ts";
import { unservedPanel } from "./unserved.ts";

const TAB_WORDS: Readonly<Record<Tab, Key>> = {
  missions: "tabs.missions",
  compare: "tabs.compare",
  unserved: "tabs.unserved",
  rests: "tabs.rests",
};

function readPayload(): Payload {
  return JSON.parse(document.getElementById("payload")?.textContent ?? "{}") as Payload;
}

/** The first hour in which someone drives, else the middle of the day. */
function firstHour(payload: Payload): number {
  const first = payload.plan.missions.flatMap((mission) => mission.trips.flatMap((trip) => trip.legs.map((leg) => leg.path.depart)));
  const start = first.length ? Math.min(...first) : 0;
  const found = payload.map.hours.findLastIndex((hour) => hour <= start);
  return found >= 0 ? found : Math.min(12, Math.max(0, payload.map.hours.length - 1));
}

function niceLength(metres: number): number {
  const power = 10 ** Math.floor(Math.log10(metres));
  return [5, 2, 1].map((step) => step * power).find((length) => length <= metres) ?? power;
}

class App {
  private readonly payload: Payload;
  private readonly scene: Scene;
  private state: State;
  private readonly head = el("div", { class: "head" });
  private readonly tip = el("div", { class: "tip", "aria-hidden": "true" });
  private readonly scaleBar = el("div", { class: "scale-bar", "aria-hidden": "true" });
  private readonly legendBox = el("div", { class: "legend-box" });
  private readonly mapBox = el("div", { class: "map", tabindex: "0", role: "region" });
  private readonly mapButtons = el("div", { class: "map-buttons" });
  private readonly credit = el("p", { class: "credit" });
  private readonly panel = el("div", { class: "panel", id: "panel", tabindex: "-1" });
  private readonly printed = el("div", { class: "print-only" });
  private readonly map;
  private readonly clock;
  private metresPerPixel = 1;

  constructor(payload: Payload, scene: Scene, root: HTMLElement) {
    this.payload = payload;
    this.scene = scene;
    this.state = { language: payload.language, theme: null, hour: firstHour(payload), tab: "missions", mission: null };
    const stage = el("div", { class: "stage" }, this.mapBox, this.legendBox, this.mapButtons, this.tip, el("div", { class: "map-foot" }, this.credit, this.scaleBar));
    this.clock = createClock(scene, this.shown(), (hour) => this.change({ hour }));
    const left = el("section", { class: "left" }, stage, this.clock.element);
    root.replaceChildren(this.head, el("main", { class: "body" }, left, this.panel), this.printed);
    this.applyTheme();
    this.map = createMap(this.mapBox, scene, this.look());
    this.map.onHover((found, x, y) => this.hover(found, x, y));
    this.map.onScale((metres) => {
      this.metresPerPixel = metres;
      this.drawScale();
    });
    this.listen();
    this.render();
    this.fitPlan();
  }

  private shown(): Shown {
    return {
      payload: this.payload,
      words: new Words(this.state.language, this.payload.plan.timezone),
      state: this.state,
      scale: this.scene.scale,
      change: (part) => this.change(part),
    };
  }

  private look(): Look {
    const style = getComputedStyle(document.documentElement);
    const cache = new Map<string, string>();
    const mission = this.payload.plan.missions.find((one) => one.id === this.state.mission);
    const visitedBy = mission ? [mission] : this.payload.plan.missions;
    return {
      colour: (name) => {
        const known = cache.get(name) ?? style.getPropertyValue(`--${name}`).trim();
        cache.set(name, known);
        return known;
      },
      language: this.state.language,
      hour: this.state.hour,
      route: mission ? routeOf(mission) : null,
      visited: new Set(visitedBy.flatMap((one) => one.trips.flatMap((trip) => trip.stops.map((stop) => stop.place)))),
    };
  }

  private applyTheme(): void {
    document.documentElement.dataset["theme"] = darkNow(this.shown()) ? "dark" : "light";
  }

  private change(part: Partial<State>): void {
    const before = this.state;
    this.state = { ...before, ...part };
    if (part.theme !== undefined) this.applyTheme();
    const hourOnly = Object.keys(part).every((name) => name === "hour");
    if (hourOnly) this.renderHour();
    else this.render();
    this.map.show(this.look());
    if (part.mission !== undefined) this.missionChanged(before.mission);
    else if (part.language !== undefined) document.querySelector<HTMLElement>(".switches .switch")?.focus();
    else if (part.theme !== undefined) document.querySelector<HTMLElement>(".switches .switch:last-child")?.focus();
  }

  private missionChanged(before: string | null): void {
    this.fitShown();
    if (this.state.mission !== null) {
      this.panel.querySelector<HTMLElement>(".detail-title")?.focus({ preventScroll: true });
      this.panel.querySelector(".tab-panel:not([hidden])")?.scrollTo(0, 0);
    } else {
      const card = [...this.panel.querySelectorAll<HTMLElement>(".card")].find((one) => one.dataset["mission"] === before);
      card?.focus();
    }
  }

  /** The chosen mission's route where it has one to show, else the whole plan. */
  private fitShown(): void {
    const mission = this.payload.plan.missions.find((one) => one.id === this.state.mission);
    const route = mission ? routeOf(mission) : null;
    const box = route && boundsOf([...route.chosen.flat(), ...route.stops.map((stop) => stop.at)]);
    if (box) this.map.fit(box);
    else this.fitPlan();
  }

  private fitPlan(): void {
    const places = Object.values(this.payload.operation.places).flatMap((place) => (place.at ? [place.at] : []));
    const stops = this.payload.plan.missions.flatMap((mission) => routeOf(mission).stops.map((stop) => stop.at));
    const near = [...places.map((at): [number, number] => [at[0] / 1e5, at[1] / 1e5]), ...stops];
    this.map.fit(boundsOf(near) ?? this.payload.map.box);
  }

  private render(): void {
    const shown = this.shown();
    const { words } = shown;
    document.documentElement.lang = this.state.language;
    document.title = `${this.payload.plan.operation} · ${words.day(this.payload.plan.day)}`;
    this.head.replaceChildren(...[banner(shown), header(shown)].filter((part) => part !== null));
    this.mapBox.setAttribute("aria-label", `${words.say("map.label")}. ${words.say("map.hint")}`);
    this.renderButtons(shown);
    const left = this.payload.map.left_out;
    this.credit.textContent = [
      words.say(this.payload.plan.demonstration ? "map.credit_drawn" : "map.credit", { source: this.payload.map.source }),
      left ? words.say("map.left_out", { count: left }) : "",
    ].filter(Boolean).join(" · ");
    this.renderPanel(shown);
    this.drawScale();
    this.renderHour();
  }

  private renderButtons(shown: Shown): void {
    const { words } = shown;
    const made = (label: Key, path: string, press: () => void): HTMLButtonElement => {
      const one = button("map-button", words.say(label), press, icon(path));
      one.title = words.say(label);
      return one;
    };
    this.mapButtons.replaceChildren(
      made("map.in", ICONS.plus, () => this.map.zoomBy(0.75)),
      made("map.out", ICONS.minus, () => this.map.zoomBy(-0.75)),
      made("map.fit", ICONS.fit, () => this.fitPlan()),
    );
  }

  private renderHour(): void {
    const shown = this.shown();
    this.clock.update(shown);
    const before = this.legendBox.querySelector("details");
    const open = before ? before.open : window.innerWidth > 800;
    const focused = this.legendBox.contains(document.activeElement);
    this.legendBox.replaceChildren(legend(shown, open));
    if (focused) this.legendBox.querySelector("summary")?.focus();
    const { hours } = this.payload.map;
    const from = hours[0] ?? 0;
    const to = (hours.at(-1) ?? from) + 3600;
    for (const mark of this.panel.querySelectorAll<HTMLElement>(".strip-now")) {
      mark.style.left = `${(((hours[this.state.hour] ?? from) + 1800 - from) / (to - from)) * 100}%`;
    }
  }

  private panelOf(tab: Tab, shown: Shown): HTMLElement {
    if (tab === "compare") return comparePanel(shown);
    if (tab === "unserved") return unservedPanel(shown);
    if (tab === "rests") return restsPanel(shown);
    const mission = this.payload.plan.missions.find((one) => one.id === this.state.mission);
    return mission ? missionDetail(shown, mission) : missionList(shown);
  }

  private renderPanel(shown: Shown): void {
    const { words } = shown;
    const list = el("div", { class: "tabs", role: "tablist", "aria-label": words.say("tabs.label") });
    const panels: HTMLElement[] = [];
    for (const tab of TABS) {
      const chosen = tab === this.state.tab;
      const count = tab === "missions" ? this.payload.plan.missions.length : tab === "unserved" ? this.payload.plan.unserved.length : 0;
      const press = el("button", {
        type: "button", role: "tab", id: `tab-${tab}`, "aria-controls": `panel-${tab}`,
        "aria-selected": chosen ? "true" : "false", tabindex: chosen ? "0" : "-1",
      }, words.say(TAB_WORDS[tab]), count ? el("span", { class: "count" }, words.number(count)) : null);
      press.addEventListener("click", () => this.openTab(tab));
      list.append(press);
      const scrolls = tab !== "missions" || this.state.mission !== null;
      panels.push(el("div", {
        class: "tab-panel", role: "tabpanel", id: `panel-${tab}`, "aria-labelledby": `tab-${tab}`,
        hidden: !chosen, tabindex: scrolls ? "0" : null,
      }, el("h2", { class: "print-title" }, words.say(TAB_WORDS[tab])), this.panelOf(tab, shown)));
    }
    list.addEventListener("keydown", (event) => this.walkTabs(event));
    const parts = [verdict(shown), summary(shown), warnings(shown), list, ...panels];
    this.panel.replaceChildren(...parts.filter((part) => part !== null));
  }

  private openTab(tab: Tab): void {
    this.change({ tab });
    document.getElementById(`tab-${tab}`)?.focus();
  }

  private walkTabs(event: KeyboardEvent): void {
    const at = TABS.indexOf(this.state.tab);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: TABS.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = TABS[(to + TABS.length) % TABS.length];
    if (next) this.openTab(next);
  }

  private drawScale(): void {
    const { words } = this.shown();
    const metres = niceLength(this.metresPerPixel * 110);
    this.scaleBar.style.width = `${metres / this.metresPerPixel}px`;
    this.scaleBar.textContent = metres < 1000 ? words.say("unit.m", { value: words.number(metres) }) : words.say("unit.km", { value: words.number(metres / 1000) });
  }

  private tipLines(found: NonNullable<Found>): string[] {
    const shown = this.shown();
    const { words, payload } = shown;
    if ("symbol" in found) {
      const { place, id } = found.symbol;
      const people = place.people ? [words.say("map.people", { count: place.people })] : [];
      return [nameOf(shown, id), [kindBeside(shown, nameOf(shown, id), place.kind), ...people].filter(Boolean).join(" · ")].filter(Boolean);
    }
    const at = "line" in found ? found.line : found.cell;
    const name = "line" in found ? payload.map.names[this.scene.roadName[at] ?? 0] || words.say("map.unnamed") : words.say("map.cell");
    const planned = plannedClass(this.scene, at, this.state.hour);
    const level = this.scene.levels[this.state.hour * this.scene.grey.length + at] as number;
    const hours = words.say("unit.hours", { count: Number(hoursForOne(this.scene.scale, level).toPrecision(2)) });
    const hour = words.clock(payload.map.hours[this.state.hour] ?? 0);
    const danger = isUnknown(this.scene, at)
      ? `${words.say("danger.unknown")}: ${words.say("map.planned_as", { danger: words.say(dangerKey(planned)).toLowerCase() })}`
      : words.say(dangerKey(planned));
    return [name, danger, words.say("map.per_hour", { hour, hours })];
  }

  private hover(found: Found, x: number, y: number): void {
    this.tip.classList.toggle("visible", found !== null);
    if (!found) return;
    const [first, ...rest] = this.tipLines(found);
    this.tip.replaceChildren(el("strong", {}, first ?? ""), ...rest.map((line) => el("span", {}, line)));
    const right = x > this.mapBox.clientWidth - 240;
    this.tip.style.transform = `translate(${right ? x - 12 : x + 14}px, ${y + 14}px)${right ? " translateX(-100%)" : ""}`;
  }

  private printAll(): void {
    const shown = this.shown();
    this.printed.replaceChildren(...this.payload.plan.missions.map((mission) => missionDetail(shown, mission, true)));
    for (const details of this.printed.querySelectorAll("details")) details.open = true;
  }

  private listen(): void {
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    dark.addEventListener("change", () => {
      this.applyTheme();
      this.render();
      this.map.show(this.look());
    });
    const print = window.matchMedia("print");
    print.addEventListener("change", () => {
      if (print.matches) this.printAll();
      else this.printed.replaceChildren();
      this.map.resized();
      this.fitShown();
    });
    document.addEventListener("keydown", (event) => {
      const target = event.target as HTMLElement;
      const busy = target.closest("button, input, select, textarea, summary, a");
      if (event.key === " " && (!busy || target.id === "hour")) {
        event.preventDefault();
        this.clock.toggle();
      }
      if (event.key === "Escape" && this.state.mission) this.change({ mission: null });
    });
    new ResizeObserver(() => this.map.resized()).observe(this.mapBox);
  }
}

async function start(): Promise<void> {
  const root = document.getElementById("app");
  const payload = readPayload();
  if (!root || !payload.plan) return;
  const scene = await buildScene(payload);
  await document.fonts.ready;
  new App(payload, scene, root);
  document.documentElement.dataset["ready"] = "true";
}

void start();
