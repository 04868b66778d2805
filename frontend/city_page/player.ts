// The city emptying by the clock of a slider, on the elements that the server wrote. Tables need no script.

import { type CityPayload, drawCity, readCity } from "./stage.ts";

const SECONDS_TO_PLAY = 40;

/** Ties slider, button and canvas together; gives back what draws the moment anew, for when colours change. */
export function playCity(payload: CityPayload): () => void {
  const canvas = document.getElementById("map");
  const slider = document.getElementById("moment");
  const play = document.getElementById("play");
  const clock = document.getElementById("clock");
  const count = document.getElementById("count");
  if (!(canvas instanceof HTMLCanvasElement && slider instanceof HTMLInputElement && play && clock && count)) return () => {};
  const city = readCity(payload);
  const time = new Intl.DateTimeFormat(document.documentElement.lang, { timeZone: payload.timezone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const number = new Intl.NumberFormat(document.documentElement.lang);
  const words = play.textContent ?? "";
  let before: number | null = null;

  const show = (): void => {
    const seconds = (Number(slider.value) / 1000) * payload.last;
    const out = drawCity(canvas, city, seconds);
    const moment = time.format(new Date((payload.start + seconds) * 1000));
    clock.textContent = moment;
    slider.setAttribute("aria-valuetext", moment);
    count.textContent = payload.out.replace("{out}", number.format(out)).replace("{all}", number.format(city.people));
  };
  const stop = (): void => {
    before = null;
    play.textContent = words;
  };
  const tick = (now: number): void => {
    if (before === null) return;
    const at = Number(slider.value) + ((now - before) / 1000 / SECONDS_TO_PLAY) * 1000;
    before = now;
    slider.value = String(Math.min(at, 1000));
    show();
    if (at >= 1000) stop();
    else requestAnimationFrame(tick);
  };
  play.addEventListener("click", () => {
    if (before !== null) {
      stop();
      return;
    }
    if (Number(slider.value) >= 1000) slider.value = "0";
    play.textContent = play.dataset["pause"] ?? words;
    before = performance.now();
    requestAnimationFrame(tick);
  });
  slider.step = "any";
  slider.addEventListener("input", show);
  new ResizeObserver(show).observe(canvas);
  show();
  return show;
}
