// The hours of the day: a slider, the share of road in each class behind it, and a button that plays the day.

import { button, el, icon, svg } from "../design/dom.ts";
import { UNKNOWN } from "../design/danger.ts";
import type { Words } from "../design/format.ts";
import { ICONS } from "../design/icons.ts";
import type { DangerHours } from "./danger_hours.ts";

const FRAME_MS = 900;
const SHOWN = [4, 3, 2, 1];

function bars(danger: DangerHours, chosen: number): SVGSVGElement {
  const shares = danger.facts.hours.map((_, hour) => danger.shares(hour));
  const most = Math.max(0.02, ...shares.map((at) => SHOWN.reduce((sum, one) => sum + (at[one] ?? 0), 0)));
  const drawing = svg("svg", { viewBox: `0 0 ${shares.length * 10} 40`, preserveAspectRatio: "none", class: "day", "aria-hidden": "true" });
  shares.forEach((at, hour) => {
    if (hour === chosen) drawing.append(svg("rect", { class: "now", x: hour * 10, y: 0, width: 10, height: 40 }));
    let top = 40;
    for (const one of SHOWN) {
      const height = ((at[one] ?? 0) / most) * 38;
      if (height <= 0) continue;
      top -= height;
      drawing.append(svg("rect", { class: `fill-${one}${hour === chosen ? "" : " faded"}`, x: hour * 10 + 1, y: top, width: 8, height }));
    }
  });
  return drawing;
}

/** Put the slider into `place`; `choose` is told of every hour, the first one included. */
export function hourSlider(place: HTMLElement, danger: DangerHours, words: Words, first: number, choose: (hour: number) => void): void {
  const { hours, rhythm, rhythm_usable: usable } = danger.facts;
  let hour = first;
  let timer = 0;
  const slider = el("input", { type: "range", min: 0, max: hours.length - 1, step: 1, id: "hour" });
  const time = el("output", { class: "clock-time", for: "hour" });
  const share = el("p", { class: "clock-share" });
  const day = el("div", { class: "day-box" });
  const play = button("play", words.say("clock.play"), toggle, icon(ICONS.play));
  const ticks = el("div", { class: "ticks", "aria-hidden": "true" });
  slider.style.setProperty("--hours", String(hours.length));
  hours.forEach((start, at) => {
    const written = words.clock(start).slice(0, 2);
    if (Number(written) % 6) return;
    const tick = el("span", {}, written);
    tick.style.left = `${((at + 0.5) / hours.length) * 100}%`;
    ticks.append(tick);
  });
  slider.addEventListener("input", () => pick(Number(slider.value)));
  place.replaceChildren(play,
    el("div", { class: "clock-now" }, el("label", { for: "hour", class: "clock-label" }, words.say("clock.hour")), time),
    el("div", { class: "clock-day" }, day, slider, ticks), share);

  function toggle(): void {
    if (timer) {
      window.clearInterval(timer);
      timer = 0;
    } else timer = window.setInterval(() => pick((hour + 1) % hours.length), FRAME_MS);
    play.setAttribute("aria-label", words.say(timer ? "clock.pause" : "clock.play"));
    play.replaceChildren(icon(timer ? ICONS.pause : ICONS.play));
  }

  function rhythmWords(): string {
    if (!usable) return words.say("clock.no_rhythm");
    const at = rhythm[hour];
    if (!at) return "";
    const [factor, low, high] = [at.factor, at.lower, at.upper].map((value) => words.number(value, 1)) as [string, string, string];
    return words.say("clock.rhythm", { factor, low, high });
  }

  function pick(next: number): void {
    hour = next;
    const at = danger.shares(hour);
    const said = { high: words.percent((at[3] ?? 0) + (at[4] ?? 0)), unknown: words.percent(at[UNKNOWN] ?? 0) };
    slider.value = String(hour);
    time.textContent = words.clock(hours[hour] ?? 0);
    slider.setAttribute("aria-valuetext", words.say("clock.value", { ...said, hour: time.textContent }));
    share.textContent = `${words.say("clock.share", said)} · ${rhythmWords()}`;
    day.replaceChildren(bars(danger, hour));
    choose(hour);
  }

  pick(first);
}
