// People are handed over at the reception centre: how many, and who received them, in that person's own hand.

import { button, el } from "../../../design/dom.ts";
import type { Centre, Mission } from "../../engine/today.ts";
import type { App, Screen } from "../app.ts";
import { count, writing } from "../parts.ts";
import { say } from "../words.ts";
import { form } from "./recording.ts";

const MOST_POINTS = 600;
const SIDE = 300;

/** A place to sign with a finger; the signature is kept as whole points, a stroke a group. */
function pad(): { element: HTMLElement; value(): string } {
  let strokes: [number, number][][] = [];
  const sheet = el("canvas", { width: SIDE * 2, height: SIDE, class: "pad", role: "img", "aria-label": say("crew.sign") });
  const draw = () => {
    const pen = sheet.getContext("2d");
    if (!pen) return;
    pen.clearRect(0, 0, sheet.width, sheet.height);
    pen.strokeStyle = getComputedStyle(sheet).color;
    pen.lineWidth = 4;
    pen.lineCap = "round";
    for (const stroke of strokes) {
      pen.beginPath();
      for (const [x, y] of stroke) pen.lineTo(x, y);
      pen.stroke();
    }
  };
  const at = (event: PointerEvent): [number, number] => {
    const box = sheet.getBoundingClientRect();
    return [Math.round(((event.clientX - box.left) / box.width) * sheet.width), Math.round(((event.clientY - box.top) / box.height) * sheet.height)];
  };
  sheet.addEventListener("pointerdown", (event) => {
    sheet.setPointerCapture(event.pointerId);
    strokes.push([at(event)]);
  });
  sheet.addEventListener("pointermove", (event) => {
    if (!event.buttons || strokes.flat().length >= MOST_POINTS) return;
    strokes.at(-1)?.push(at(event));
    draw();
  });
  const clear = button("as-link", "", () => {
    strokes = [];
    draw();
  }, say("crew.sign.clear"));
  return {
    element: el("div", { class: "field" }, el("span", { class: "label" }, say("crew.sign")), sheet, clear),
    value: () => strokes.map((stroke) => stroke.map(([x, y]) => `${x},${y}`).join(" ")).join(";"),
  };
}

export function handover(app: App, mission: Mission, centre: Centre): Screen {
  return form(app, "handover", say("crew.handover"), mission, () => {
    const aboard = mission.trips.flatMap((trip) => trip.stops).flatMap((stop) => stop.households).reduce((sum, one) => sum + one.people, 0);
    const people = count(say("crew.count.people"), aboard);
    const name = writing(say("crew.received_by"), { most: 120 });
    const sign = pad();
    return {
      parts: [people.element, name.element, sign.element],
      draft: () => ({
        kind: "handover", centre: centre.id, people: people.value(), signed: name.value(), signature: sign.value(),
      }),
    };
  }, centre.id, centre.name);
}
