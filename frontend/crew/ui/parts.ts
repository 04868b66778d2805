// What the screens are made of: big targets for gloves and one hand.

import { button, type Child, el, icon } from "../../design/dom.ts";
import { type IconName, ICONS } from "../../design/icons.ts";
import { whole } from "../engine/records.ts";
import { number, say } from "./words.ts";

export function big(label: string, press: () => void, kind = "", picture?: IconName): HTMLButtonElement {
  return button(`big ${kind}`, "", press, picture ? icon(ICONS[picture]) : null, el("span", {}, label));
}

export function card(...children: readonly Child[]): HTMLElement {
  return el("section", { class: "card" }, ...children);
}

export function chip(text: string, kind = "", picture?: IconName): HTMLElement {
  return el("span", { class: `chip ${kind}` }, picture ? icon(ICONS[picture]) : null, text);
}

/** A row that opens another screen. */
export function row(press: () => void, done: boolean, ...children: readonly Child[]): HTMLElement {
  return el("li", {}, button(done ? "row done" : "row", "", press, el("span", { class: "grow" }, ...children),
    icon(done ? ICONS.check : ICONS.back, done ? "icon good" : "icon onward")));
}

export interface Count {
  readonly element: HTMLElement;
  value(): number;
}

/** A number with a button on either side. */
export function count(label: string, first: number, unit = "", step = 1): Count {
  let value = whole(first);
  const shown = el("output", { "aria-live": "polite" });
  const draw = () => (shown.textContent = unit ? `${number(value)} ${unit}` : number(value));
  const add = (by: number) => () => {
    value = whole(value + by);
    draw();
  };
  draw();
  const element = el("div", { class: "count", role: "group", "aria-label": label }, el("span", { class: "grow" }, label),
    button("round", say("crew.less", { what: label }), add(-step), icon(ICONS.minus)), shown,
    button("round", say("crew.more_of", { what: label }), add(step), icon(ICONS.plus)));
  return { element, value: () => value };
}

export interface Choice<Value> {
  readonly element: HTMLElement;
  value(): Value | null;
}

/** One of a few, each a button. */
export function choice<Value>(label: string, options: readonly (readonly [Value, string])[], first: Value | null = null): Choice<Value> {
  let chosen = first;
  const buttons = options.map(([value, words]) => {
    const one = button("option", "", () => {
      chosen = value;
      for (const [at, other] of buttons.entries()) other.setAttribute("aria-pressed", String(options[at]?.[0] === value));
    }, words);
    one.setAttribute("aria-pressed", String(value === first));
    return one;
  });
  const element = el("div", { class: "field", role: "group", "aria-label": label }, el("span", { class: "label" }, label),
    el("div", { class: "options" }, ...buttons));
  return { element, value: () => chosen };
}

let numbered = 0;

/** A text of a few words. Browsers are told to remember nothing of it. */
export function writing(label: string, options: { lines?: boolean; most?: number } = {}): { element: HTMLElement; value(): string } {
  const id = `w${(numbered += 1)}`;
  const shared = { id, autocomplete: "off", autocapitalize: "sentences", spellcheck: "false", maxlength: options.most ?? 500 };
  const input = options.lines ? el("textarea", { ...shared, rows: 3 }) : el("input", { ...shared, type: "text" });
  return { element: el("div", { class: "field" }, el("label", { for: id }, label), input), value: () => input.value.trim() };
}

export function warning(text: string, kind: "warn" | "stop" | "info" = "warn"): HTMLElement {
  return el("p", { class: `notice ${kind}` }, icon(ICONS[kind === "info" ? "info" : "warning"]), el("span", {}, text));
}

/** `press` once held for three seconds; a ring shows how long still. The keyboard's way is in the menu. */
export function held(label: string, press: () => void, ...children: readonly Child[]): HTMLButtonElement {
  let timer = 0;
  const one = button("hold", label, () => undefined, ...children);
  const stop = () => {
    clearTimeout(timer);
    one.classList.remove("holding");
  };
  one.addEventListener("pointerdown", () => {
    one.classList.add("holding");
    timer = window.setTimeout(press, HOLD_MS);
  });
  for (const end of ["pointerup", "pointerleave", "pointercancel"]) one.addEventListener(end, stop);
  one.addEventListener("contextmenu", (event) => event.preventDefault());
  return one;
}

const HOLD_MS = 3_000;
