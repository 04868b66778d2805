// What the situation and the roads share: map, danger by hour, slider, legend, a road's own day.

import { el } from "../design/dom.ts";
import { dangerKey } from "../design/danger.ts";
import { Words } from "../design/format.ts";
import { type AreaMap, openMap } from "./area_map.ts";
import { type DangerHours, fetchDanger } from "./danger_hours.ts";
import { hourSlider } from "./hour_slider.ts";
import { mapLegend } from "./map_legend.ts";
import { type MapData, pageData } from "./page_data.ts";
import { language } from "./words.ts";

export interface DangerPage {
  readonly data: MapData;
  readonly words: Words;
  readonly map: AreaMap | null;
  readonly danger: DangerHours | null;
  hour(): number;
}

export async function dangerPage(): Promise<DangerPage> {
  const data = pageData();
  const words = new Words(language(), data.timezone);
  const place = document.getElementById("map");
  const map = place && data.tiles ? await openMap(place, data) : null;
  const danger = data.danger ? await fetchDanger(data.danger) : null;
  let hour = danger ? danger.hourOf(data.now_s) : 0;
  map?.show(data.spots);
  const legend = document.getElementById("legend");
  if (legend) mapLegend(legend, words, data.danger, data.spots);
  const slider = document.getElementById("clock");
  if (slider && danger) {
    hourSlider(slider, danger, words, hour, (next) => {
      hour = next;
      map?.recolour(danger.classes(next));
    });
    slider.hidden = false;
  } else if (danger) map?.recolour(danger.classes(hour));
  document.addEventListener("desk:theme", () => map?.repaint());
  for (const link of document.querySelectorAll<HTMLElement>("[data-lon][data-lat]")) {
    link.addEventListener("click", () => map?.go(Number(link.dataset["lon"]), Number(link.dataset["lat"])));
  }
  document.documentElement.dataset["ready"] = "true";
  return { data, words, map, danger, hour: () => hour };
}

/** Twenty-four small marks, one an hour, for one road; said in words by `label`. */
export function roadDay(danger: DangerHours, line: number, words: Words): HTMLElement {
  const strip = el("ol", { class: "road-day" });
  danger.day(line).forEach((at, hour) => {
    const start = words.clock(danger.facts.hours[hour] ?? 0);
    const said = `${start}: ${words.say(dangerKey(at))}`;
    strip.append(el("li", { class: at === 5 ? "unknown" : `danger-${at}`, title: said }, el("span", { class: "hidden" }, said)));
  });
  return strip;
}
