// The head of the page: whose plan it is, for when, how old, in which handling, and the two switches.

import { button, el, icon } from "../design/dom.ts";
import { ICONS } from "../design/icons.ts";
import { ownWords } from "./detail.ts";
import { own, quickest, type Shown } from "./state.ts";

export function darkNow(shown: Shown): boolean {
  return (shown.state.theme ?? (window.matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
}

export function banner(shown: Shown): HTMLElement | null {
  if (!shown.payload.plan.demonstration) return null;
  const { words } = shown;
  return el("aside", { class: "demonstration", "aria-label": words.say("app.demonstration") }, icon(ICONS.warning),
    el("p", {}, el("strong", {}, words.say("app.demonstration")),
      el("span", { class: "more" }, words.say("app.demonstration.more"))));
}

/** Whole days since the plan's day ended, by the clock of the machine that shows it; demonstrations do not age. */
export function daysPast(day: string, nowMs: number): number {
  const end = Date.parse(`${day}T00:00:00Z`) + 36 * 3_600_000;
  return Math.max(0, Math.ceil((nowMs - end) / 86_400_000));
}

export function header(shown: Shown): HTMLElement {
  const { words, payload, state } = shown;
  const { plan } = payload;
  const dark = darkNow(shown);
  const other = state.language === "en" ? "uk" : "en";
  const language = button("switch", words.say("app.switch_language"), () => shown.change({ language: other }), words.say("app.switch_language.short"));
  language.lang = other;
  language.title = words.say("app.switch_language");
  const themeLabel = words.say(dark ? "app.theme.light" : "app.theme.dark");
  const theme = button("switch", themeLabel, () => shown.change({ theme: dark ? "light" : "dark" }), icon(dark ? ICONS.sun : ICONS.moon));
  theme.title = themeLabel;
  return el("header", { class: "top" },
    el("a", { class: "skip", href: "#panel" }, words.say("app.skip")),
    el("span", { class: "brand" }, icon(ICONS.mark, "icon mark"), el("span", { class: "brand-name" }, words.say("app.name"))),
    el("div", { class: "title" },
      el("h1", {}, plan.operation),
      el("p", { class: "when" }, words.say("app.plan_for", { day: words.day(plan.day) }))),
    el("p", { class: "handling" },
      el("span", { class: payload.coarse ? "tag coarse" : "tag exact", title: words.say(payload.coarse ? "app.coarse.more" : "app.exact.more") },
        words.say(payload.coarse ? "app.coarse" : "app.exact")),
      el("span", { class: "as-of" }, words.say("app.as_of", { time: words.dayClock(plan.as_of_s) }))),
    el("div", { class: "switches" }, language, theme));
}

export function verdict(shown: Shown): HTMLElement | null {
  const { words, payload } = shown;
  if (payload.plan.verdict === "go") return null;
  const reason = payload.plan.verdict_reason;
  return el("section", { class: "verdict", role: "alert" }, icon(ICONS.stop),
    el("div", {}, el("h2", {}, words.say("verdict.no")), el("p", {}, words.say("verdict.no.more")),
      reason ? ownWords(shown, reason) : null));
}

export function warnings(shown: Shown): HTMLElement | null {
  const { words, payload } = shown;
  const { plan } = payload;
  const past = plan.demonstration ? 0 : daysPast(plan.day, Date.now());
  const texts: [string, string][] = plan.warnings.map((text) => [own(shown, text).text, own(shown, text).language]);
  if (past > 0) texts.unshift([words.say("app.day_old", { count: past }), words.language]);
  if (payload.coarse) texts.push([words.say("app.coarse.more"), words.language]);
  if (!texts.length) return null;
  return el("details", { class: "warnings", open: past > 0 || texts.length <= 2 },
    el("summary", {}, icon(ICONS.warning), words.say("warnings.title", { count: texts.length })),
    el("ul", {}, ...texts.map(([text, lang]) => el("li", { lang }, text))));
}

function figure(value: string, label: string, unit = ""): HTMLElement {
  return el("div", { class: "stat" }, el("dt", {}, label), el("dd", {}, value, unit ? el("span", { class: "unit" }, unit) : null));
}

export function summary(shown: Shown): HTMLElement {
  const { words, payload } = shown;
  const { plan } = payload;
  const against = quickest(shown)?.person_exposure_upper ?? 0;
  const upper = plan.figures.person_exposure_upper;
  const comparable = against > 0;
  const exposure = comparable ? words.percent(upper / against) : words.significant(upper);
  const label = comparable ? words.say("summary.exposure_of", { reference: words.say("reference.quickest") }) : words.say("summary.exposure");
  return el("dl", { class: "summary", "aria-label": words.say("summary.label") },
    figure(words.number(plan.people_taken), words.say("summary.people")),
    figure(words.number(plan.deliveries), words.say("summary.deliveries")),
    figure(words.number(plan.unserved.length), words.say("summary.left_out")),
    figure(exposure, label));
}
