// The forecast: the day's rhythm drawn large, and the map it stands for.

import "./map.css";
import { dangerPage } from "./danger_page.ts";
import { rhythmChart } from "./rhythm_chart.ts";

const { words, data } = await dangerPage();
const rhythm = document.getElementById("rhythm");
if (rhythm && data.danger?.rhythm.length) rhythmChart(rhythm, data.danger.rhythm, words, 260);
