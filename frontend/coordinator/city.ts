// The city's plan on the desk: the same tables and animation as on the page for a USB stick.

import "../city_page/city.css";
import { playCity } from "../city_page/player.ts";
import type { CityPayload } from "../city_page/stage.ts";

const block = document.getElementById("payload");
if (block) document.addEventListener("desk:theme", playCity(JSON.parse(block.textContent) as CityPayload));
document.documentElement.dataset["ready"] = "true";
