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
  const head = document.createElement("p");
  head.append(name, chip);
  chosen.replaceChildren(head, ...(danger ? [roadDay(danger, road.line, words)] : []));
  chosen.hidden = false;
}

map?.onRoad((road) => {
  choose(road);
  form?.querySelector<HTMLElement>("input[type=radio]:checked")?.focus();
});

// A road that came with the address, or stands in a form that came back with errors.
const given = (name: string): string => (form?.elements.namedItem(name) as HTMLInputElement | null)?.value ?? "";
if (given("line") && given("lon") && given("lat")) {
  const place = { lon: Number(given("lon")), lat: Number(given("lat")) };
  choose({ line: Number(given("line")), name: given("road"), ...place });
  map?.go(place.lon, place.lat, 13);
}

/** The kind of danger is asked only of danger. */
function fitForm(): void {
  const kind = form?.querySelector<HTMLElement>(".for-danger");
  if (kind) kind.hidden = new FormData(form ?? undefined).get("effect") !== "danger";
}
form?.addEventListener("change", fitForm);
fitForm();

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
