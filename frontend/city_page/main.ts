// The page of a city's plan that opens from a USB stick.

import "../design/tokens.css";
import "../design/base.css";
import "./city.css";
import { playCity } from "./player.ts";
import type { CityPayload } from "./stage.ts";

const dark = matchMedia("(prefers-color-scheme: dark)");

function theme(): void {
  document.documentElement.dataset["theme"] = dark.matches ? "dark" : "light";
}

theme();
dark.addEventListener("change", theme);
const draw = playCity(JSON.parse(document.getElementById("payload")?.textContent ?? "{}") as CityPayload);
dark.addEventListener("change", draw);
