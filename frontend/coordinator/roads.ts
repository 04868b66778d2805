// Roads and reports: press a road, or name it, and its place stands in the form.

import "./map.css";
import { dangerKey } from "../design/danger.ts";
import type { RoadAt } from "./area_map.ts";
import { dangerPage, roadDay } from "./danger_page.ts";

const { map, danger, words, hour } = await dangerPage();
const form = document.querySelector<HTMLFormElement>("#report-form");
const chosen = document.getElementById("chosen-road");

function put(name: string, value: string): void {
  const control = form?.elements.namedItem(name);
  if (control instanceof HTMLInputElement || control instanceof HTMLSelectElement) control.value = value;
}

function choose(road: RoadAt): void {
  map?.choose(road.line);
  put("line", String(road.line));
  put("lon", road.lon.toFixed(5));
  put("lat", road.lat.toFixed(5));
  put("road", road.name);
  if (!chosen) return;
  const now = danger ? (danger.classes(hour())[road.line] ?? 5) : 5;
  const chip = document.createElement("span");
  chip.className = now === 5 ? "chip unknown" : `chip danger-${now}`;
  chip.textContent = words.say(dangerKey(now));
  const name = document.createElement("strong");
  name.textContent = road.name || words.say("map.unnamed");
  chosen.replaceChildren(name, " ", chip, ...(danger ? [roadDay(danger, road.line, words)] : []));
  chosen.hidden = false;
}

map?.onRoad((road) => {
  choose(road);
  form?.querySelector<HTMLElement>("select, input:not([type=hidden])")?.focus();
});

// By keyboard: move the map with the arrow keys and take the road at its middle.
document.getElementById("take-middle")?.addEventListener("click", () => {
  const { lon, lat } = map?.middle() ?? { lon: 0, lat: 0 };
  const road = map?.roadNear(lon, lat);
  if (road) choose(road);
  else if (chosen) {
    chosen.textContent = words.say("roads.none_here");
    chosen.hidden = false;
  }
});
