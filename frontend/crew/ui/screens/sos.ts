// Help: one record that goes first where there is a network, and the number on paper where there is none.

import { type Child, el, icon } from "../../../design/dom.ts";
import { ICONS } from "../../../design/icons.ts";
import { place } from "../../engine/records.ts";
import type { App, Screen } from "../app.ts";
import { whereAmI } from "../here.ts";
import { big, warning } from "../parts.ts";
import { clock, say } from "../words.ts";

export function sos(app: App): Screen {
  let sent: number | null = null;
  return { name: "sos", live: true, title: () => say("crew.sos.title"), body: () => body(app, sent, (at) => (sent = at)) };
}

function body(app: App, sent: number | null, mark: (at: number) => void): Child[] {
  const mission = app.missions[0];
  const number = app.missions.map((one) => one.fallback_number).find(Boolean);
  const call = async (withPlace: boolean) => {
    if (!mission) return;
    const here = withPlace ? await whereAmI() : null;
    if (withPlace && !here) app.tell(say("crew.no_place"), "warn");
    if (await app.keep({ kind: "sos", mission: mission.id, ...(here ? place(here[0], here[1]) : {}) }, say("crew.sos.kept"))) {
      mark(app.phone?.now() ?? 0);
      app.render();
    }
  };
  const waits = app.link.out > 0;
  return [
    sent !== null ? warning(say(waits ? "crew.sos.waits" : "crew.sos.sent", { time: clock(sent) }), waits ? "stop" : "info") : null,
    mission ? big(say("crew.sos.go"), () => void call(false), "stop huge", "warning") : el("p", {}, say("crew.no_missions")),
    mission ? big(say("crew.sos.here"), () => void call(true), "", "checkin") : null,
    el("p", {}, say("crew.sos.more")),
    number ? el("a", { class: "big", href: `tel:${number.replace(/[^+\d]/g, "")}` }, icon(ICONS.phone), el("span", {}, say("crew.sos.phone", { number })))
      : el("p", { class: "quiet" }, say("crew.sos.paper")),
  ];
}
