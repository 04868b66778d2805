// The hour slider: the whole day's share of danger behind it, and a play button.

import { button, el, svg } from "../design/dom.ts";
import { icon } from "../design/dom.ts";
import { ICONS } from "../design/icons.ts";
import { highAndUnknown, type Scene } from "./scene.ts";
import type { Shown } from "./state.ts";

const FRAME_MS = 900;
const SHOWN_CLASSES = [4, 3, 2, 1];

export interface Clock {
  readonly element: HTMLElement;
  /** Show the hour chosen, in words too. */
  update(shown: Shown): void;
  toggle(): void;
}

/** Width of the day's hours in a bar chart, stacked by class from the worst up; unknown is hatched on top. */
function bars(scene: Scene, shown: Shown): SVGSVGElement {
  const count = scene.shares.length;
  const drawing = svg("svg", { viewBox: `0 0 ${count * 10} 40`, preserveAspectRatio: "none", class: "day", "aria-hidden": "true" });
  const most = Math.max(0.02, ...scene.shares.map((at) => SHOWN_CLASSES.reduce((sum, danger) => sum + (at[danger] ?? 0), 0)));
  scene.shares.forEach((at, hour) => {
    if (hour === shown.state.hour) drawing.append(svg("rect", { class: "now", x: hour * 10, y: 0, width: 10, height: 40 }));
    let top = 40;
    for (const danger of SHOWN_CLASSES) {
      const height = ((at[danger] ?? 0) / most) * 38;
      if (height <= 0) continue;
      top -= height;
      drawing.append(svg("rect", { class: `fill-${danger}${hour === shown.state.hour ? "" : " faded"}`, x: hour * 10 + 1, y: top, width: 8, height }));
    }
  });
  return drawing;
}

/** Danger of the hour against the day's mean, with its interval; or that no rhythm can be leaned on. */
function rhythmText(shown: Shown): string {
  const { words, payload, state } = shown;
  if (!payload.plan.rhythm_usable) return words.say("clock.no_rhythm");
  const start = payload.map.hours[state.hour];
  const at = payload.plan.rhythm.find((hour) => hour.start_s === start);
  if (!at) return "";
  const [factor, low, high] = [at.factor, at.lower, at.upper].map((value) => words.number(value, 1));
  return words.say("clock.rhythm", { factor: factor as string, low: low as string, high: high as string });
}

export function createClock(scene: Scene, shown: Shown, choose: (hour: number) => void): Clock {
  const hours = scene.payload.map.hours;
  let current = shown;
  let timer = 0;
  const slider = el("input", { type: "range", min: 0, max: Math.max(0, hours.length - 1), step: 1, id: "hour" });
  const time = el("output", { class: "clock-time", for: "hour" });
  const share = el("p", { class: "clock-share", "aria-live": "off" });
  const day = el("div", { class: "day-box" });
  const play = button("play", "", () => toggle());
  const ticks = el("div", { class: "ticks", "aria-hidden": "true" });
  const label = el("label", { for: "hour", class: "clock-label" });
  const element = el("section", { class: "clock" }, play,
    el("div", { class: "clock-now" }, label, time),
    el("div", { class: "clock-day" }, day, slider, ticks, share));

  slider.style.setProperty("--hours", String(hours.length));
  slider.addEventListener("input", () => choose(Number(slider.value)));

  function toggle(): void {
    if (timer) {
      window.clearInterval(timer);
      timer = 0;
    } else {
      timer = window.setInterval(() => choose((current.state.hour + 1) % hours.length), FRAME_MS);
    }
    update(current);
  }

  function update(next: Shown): void {
    current = next;
    const { words, state, payload } = next;
    const hour = words.clock(hours[state.hour] ?? 0);
    const [high, unknown] = highAndUnknown(scene, state.hour);
    const values = { hour, high: words.percent(high), unknown: words.percent(unknown) };
    slider.value = String(state.hour);
    slider.setAttribute("aria-valuetext", words.say(payload.coarse ? "clock.value_cells" : "clock.value", values));
    element.setAttribute("aria-label", words.say("clock.label"));
    label.textContent = words.say("clock.hour");
    time.textContent = hour;
    share.textContent = [
      words.say(payload.coarse ? "clock.share_cells" : "clock.share", { high: values.high, unknown: values.unknown }),
      rhythmText(next),
    ].filter(Boolean).join(" · ");
    const title = words.say(timer ? "clock.pause" : "clock.play");
    play.setAttribute("aria-label", title);
    play.title = title;
    play.replaceChildren(icon(timer ? ICONS.pause : ICONS.play));
    day.replaceChildren(bars(scene, next));
    day.title = words.say("clock.chart");
    const every = hours.length > 16 ? 6 : 3;
    ticks.replaceChildren(...hours.flatMap((start, at) => {
      const written = words.clock(start).slice(0, 2);
      if (Number(written) % every) return [];
      const tick = el("span", {}, written);
      tick.style.left = `${((at + 0.5) / hours.length) * 100}%`;
      return [tick];
    }));
  }

  update(shown);
  return { element, update, toggle };
}
