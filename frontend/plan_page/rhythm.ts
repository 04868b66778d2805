// The rhythm of the day: danger by hour against the day's mean, drawn with its interval.

import { el, svg } from "../design/dom.ts";
import type { HourDanger } from "./payload.ts";
import type { Shown } from "./state.ts";

const WIDTH = 360;
const HEIGHT = 132;
const LEFT = 30;
const BOTTOM = 20;
const TOP = 8;

/** The run of `length` neighbouring hours with the least (sign 1) or greatest (sign -1) summed factor. */
export function extremeRun(hours: readonly HourDanger[], length: number, sign: 1 | -1): [number, number] | null {
  let best: [number, number] | null = null;
  let least = Infinity;
  for (let first = 0; first + length <= hours.length; first += 1) {
    const run = hours.slice(first, first + length);
    const sum = sign * run.reduce((total, hour) => total + hour.factor, 0);
    if (sum < least) [least, best] = [sum, [run[0]?.start_s ?? 0, (run.at(-1)?.start_s ?? 0) + 3600]];
  }
  return best;
}

function chart(shown: Shown, hours: readonly HourDanger[]): SVGSVGElement {
  const { words } = shown;
  const most = Math.max(1.5, ...hours.map((hour) => hour.upper)) * 1.05;
  const across = (WIDTH - LEFT) / hours.length;
  const y = (factor: number): number => TOP + (1 - factor / most) * (HEIGHT - TOP - BOTTOM);
  const drawing = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "rhythm", role: "img", "aria-label": words.say("rhythm.text") });
  for (const mark of [0, 1, ...(most > 2.2 ? [2] : []), ...(most > 3.4 ? [3] : [])]) {
    drawing.append(
      svg("line", { class: mark === 1 ? "mean" : "grid", x1: LEFT, x2: WIDTH, y1: y(mark), y2: y(mark) }),
      svg("text", { class: "axis", x: LEFT - 5, y: y(mark) + 3.5, "text-anchor": "end" }, `×${words.number(mark)}`),
    );
  }
  hours.forEach((hour, at) => {
    const x = LEFT + at * across;
    const now = at === shown.state.hour;
    drawing.append(
      svg("rect", { class: now ? "band now" : "band", x: x + across * 0.12, width: across * 0.76, y: y(hour.upper), height: Math.max(1, y(hour.lower) - y(hour.upper)) }),
      svg("line", { class: now ? "factor now" : "factor", x1: x + across * 0.06, x2: x + across * 0.94, y1: y(hour.factor), y2: y(hour.factor) }),
    );
    if (at % 6 === 0) drawing.append(svg("text", { class: "axis", x: x + across / 2, y: HEIGHT - 6, "text-anchor": "middle" }, words.clock(hour.start_s).slice(0, 2)));
  });
  return drawing;
}

function table(shown: Shown, hours: readonly HourDanger[]): HTMLElement {
  const { words } = shown;
  const rows = hours.map((hour) => el("tr", {},
    el("th", { scope: "row" }, words.clock(hour.start_s)),
    el("td", {}, `×${words.number(hour.factor, 2)}`),
    el("td", {}, `×${words.number(hour.lower, 2)} – ×${words.number(hour.upper, 2)}`)));
  return el("details", {}, el("summary", {}, words.say("rhythm.table")),
    el("table", { class: "plain" },
      el("caption", { class: "hidden" }, words.say("rhythm.title")),
      el("thead", {}, el("tr", {}, ...(["rhythm.hour", "rhythm.factor", "rhythm.interval"] as const).map((key) => el("th", { scope: "col" }, words.say(key))))),
      el("tbody", {}, ...rows)));
}

export function rhythmBlock(shown: Shown): HTMLElement {
  const { words, payload } = shown;
  const hours = payload.plan.rhythm;
  const title = el("h3", {}, words.say("rhythm.title"));
  if (!payload.plan.rhythm_usable || !hours.length) {
    return el("section", { class: "rhythm-block" }, title,
      el("p", { class: "notice" }, el("strong", {}, words.say("rhythm.unusable")), " ", words.say("rhythm.unusable.more")),
      hours.length ? chart(shown, hours) : null);
  }
  const calm = extremeRun(hours, 4, 1);
  const worst = extremeRun(hours, 4, -1);
  return el("section", { class: "rhythm-block" }, title,
    el("p", { class: "quiet" }, words.say("rhythm.text")),
    calm && worst
      ? el("p", {}, words.say("rhythm.calmest", {
          from: words.clock(calm[0]), to: words.clock(calm[1]),
          worst_from: words.clock(worst[0]), worst_to: words.clock(worst[1]),
        }))
      : null,
    chart(shown, hours), table(shown, hours));
}
