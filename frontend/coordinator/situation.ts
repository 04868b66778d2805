// The situation: the map at the hour chosen, what a road is like, and the day's rhythm.

import "./map.css";
import { el } from "../design/dom.ts";
import { dangerKey } from "../design/danger.ts";
import { dangerPage, roadDay } from "./danger_page.ts";
import { rhythmChart } from "./rhythm_chart.ts";

const { map, danger, words, hour, data } = await dangerPage();

const rhythm = document.getElementById("rhythm");
if (rhythm && data.danger?.rhythm_usable && data.danger.rhythm.length) rhythmChart(rhythm, data.danger.rhythm, words, 150);

const told = document.getElementById("road");
map?.onRoad((road) => {
  map.choose(road.line);
  if (!told || !danger) return;
  const now = danger.classes(hour())[road.line] ?? 5;
  const report = told.dataset["report"];
  const query = new URLSearchParams({ line: String(road.line), lon: road.lon.toFixed(5), lat: road.lat.toFixed(5), road: road.name });
  told.replaceChildren(
    el("h2", {}, road.name || words.say("map.unnamed")),
    el("p", {}, el("span", { class: now === 5 ? "chip unknown" : `chip danger-${now}` }, words.say(dangerKey(now)))),
    roadDay(danger, road.line, words),
    ...(report ? [el("p", {}, el("a", { href: `${report}?${query}` }, words.say("map.report_here")))] : []),
  );
  told.hidden = false;
});
