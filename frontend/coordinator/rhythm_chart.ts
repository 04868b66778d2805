// The day's rhythm: danger of each hour against the day's mean, with the interval in which it lies.

import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import type { Words } from "../design/format.ts";
import { token } from "./map_style.ts";
import type { Hour } from "./page_data.ts";

export function rhythmChart(place: HTMLElement, rhythm: readonly Hour[], words: Words, height = 190): void {
  // Each hour is a step as wide as itself, the last one too.
  const steps = [...rhythm, { ...(rhythm.at(-1) as Hour), start_s: (rhythm.at(-1) as Hour).start_s + 3600 }];
  const hours = steps.map((hour) => hour.start_s);
  const data: uPlot.AlignedData = [hours, steps.map((h) => h.lower), steps.map((h) => h.upper), steps.map((h) => h.factor)];
  const times = (factor: number): string => words.say("rhythm.times", { count: words.number(factor, 1) });
  const paths = uPlot.paths.stepped?.({ align: 1 });
  const stepped = paths ? { paths } : {};
  let chart: uPlot | null = null;

  function draw(): void {
    chart?.destroy();
    const ink = token("soft");
    const axis = { stroke: ink, grid: { stroke: token("line"), width: 1 }, ticks: { show: false }, font: "12px 'Noto Sans'" } as const;
    chart = new uPlot({
      width: Math.max(240, place.clientWidth), height,
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: false }, y: { range: (_, __, most) => [0, Math.max(1.5, most * 1.08)] } },
      axes: [
        { ...axis, splits: () => hours.filter((_, at) => at % 6 === 0), values: (_, shown) => shown.map((at) => words.clock(at)) },
        { ...axis, size: 46, space: 36, values: (_, shown) => shown.map((at) => `×${words.number(at, 1)}`) },
      ],
      bands: [{ series: [2, 1], fill: `${token("accent")}30` }],
      series: [
        {},
        { stroke: "transparent", points: { show: false }, ...stepped },
        { stroke: "transparent", points: { show: false }, ...stepped },
        { stroke: token("accent"), width: 2.5, points: { show: false }, ...stepped },
      ],
    }, data, place);
  }

  const most = rhythm.reduce((best, hour) => (hour.factor > best.factor ? hour : best), rhythm[0] as Hour);
  const least = rhythm.reduce((best, hour) => (hour.factor < best.factor ? hour : best), rhythm[0] as Hour);
  place.setAttribute("role", "img");
  place.setAttribute("aria-label", words.say("rhythm.said", {
    most: words.clock(most.start_s), least: words.clock(least.start_s), high: times(most.factor), low: times(least.factor),
  }));
  draw();
  new ResizeObserver(() => chart?.setSize({ width: Math.max(240, place.clientWidth), height })).observe(place);
  document.addEventListener("desk:theme", draw);
}
