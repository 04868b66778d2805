// The hours of the day by danger: height and words beside colour, grey and dashed where nothing was heard.

import { el, svg } from "../../design/dom.ts";
import { hourAt, type Mission } from "../engine/today.ts";
import { clock, hourOf, say } from "./words.ts";

const WIDTH = 12;
const HEIGHT = 44;
const LEVELS = 5;
const HOUR_MS = 3_600_000;
/** So long before it leaves, a crew asks about the hour that is. */
const SOON_MS = 3 * HOUR_MS;

export function rhythm(mission: Mission, now: number): HTMLElement | null {
  if (!mission.rhythm.length) return null;
  const under = now > mission.departs - SOON_MS && now < mission.returns;
  const shown = under ? now : mission.departs;
  const here = hourOf(shown);
  const bars = Array.from({ length: 24 }, (_, hour) => {
    const one = hourAt(mission, hour);
    const heard = one?.heard ?? false;
    const level = Math.min(Math.max(one?.level ?? 0, 0), LEVELS - 1);
    const height = heard ? ((level + 1) / LEVELS) * (HEIGHT - 6) : 8;
    return svg("rect", {
      x: hour * WIDTH + 1, y: HEIGHT - 4 - height, width: WIDTH - 2, height, rx: 2,
      class: `${heard ? `level-${level}` : "unheard"}${hour === here ? " now" : ""}`,
    });
  });
  const out = mission.departs, back = mission.returns;
  const away = svg("rect", {
    x: hourOf(out) * WIDTH, y: HEIGHT - 2, width: Math.max(((back - out) / HOUR_MS) * WIDTH, 4), height: 2, class: "away",
  });
  const at = hourAt(mission, here);
  const words = at?.heard ? say(`crew.level.${Math.min(Math.max(at.level, 0), LEVELS - 1) as 0 | 1 | 2 | 3 | 4}`) : say("crew.level.unknown");
  return el("figure", { class: "rhythm" },
    svg("svg", { viewBox: `0 0 ${24 * WIDTH} ${HEIGHT}`, role: "img", "aria-label": say("crew.rhythm.label") }, ...bars, away),
    el("figcaption", {}, say(under ? "crew.rhythm" : "crew.rhythm.leaving", { time: clock(shown), level: words })));
}
