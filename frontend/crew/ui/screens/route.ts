// The way: the map, each leg with the turns to come, where the exposure lies, and the other way kept ready.

import { button, type Child, el } from "../../../design/dom.ts";
import { legsOf, type Leg, type Mission } from "../../engine/today.ts";
import type { App, Screen } from "../app.ts";
import { whereAmI } from "../here.ts";
import { classes, type CrewMap, openMap } from "../map.ts";
import { big, card, chip, choice } from "../parts.ts";
import { length, number, say } from "../words.ts";

export function route(app: App): Screen {
  let chosen = app.missions[0];
  return { name: "route", title: () => say("crew.route"), body: () => body(app, chosen, (one) => (chosen = one)) };
}

function body(app: App, mission: Mission | undefined, choose: (one: Mission) => void): Child[] {
  if (!mission) return [el("p", {}, say("crew.no_missions"))];
  const map = openMap(mission, null);
  requestAnimationFrame(() => map.show());
  const several = app.missions.length > 1 ? choice(say("crew.mission"), app.missions.map((one) => [one.id, one.label] as const), mission.id) : null;
  several?.element.addEventListener("click", () => {
    const found = app.missions.find((one) => one.id === several.value());
    if (!found || found === mission) return;
    choose(found);
    app.render();
  });
  const here = async () => {
    const at = await whereAmI();
    if (at) map.here(at);
    else app.tell(say("crew.no_place"), "warn");
  };
  const found = classes(mission);
  return [
    several?.element, map.element, big(say("crew.here.show"), () => void here(), "quiet", "checkin"),
    el("p", { class: "quiet" }, say("crew.here.kept")),
    ...legsOf(mission).map((leg, at) => legCard(mission, leg, at, found[at] ?? null, map)),
  ];
}

function legCard(mission: Mission, leg: Leg, at: number, danger: number | null, map: CrewMap): HTMLElement {
  const all = legsOf(mission).reduce((sum, one) => sum + one.exposure, 0);
  const share = all > 0 ? Math.round((leg.exposure / all) * 100) : 0;
  const words = danger === null ? say("crew.level.unknown") : say("crew.share", { share: number(share) });
  const other = leg.alternative;
  let shown = false;
  const swap = other ? button("option", "", () => {
    shown = !shown;
    swap?.setAttribute("aria-pressed", String(shown));
    map.alternative(shown ? at : null);
    if (shown) map.element.scrollIntoView({ block: "nearest" });
  }, say("crew.alternative"), other.exposure > 0 && leg.exposure > 0 ? ` · ${say("crew.alternative.times", { times: number(other.exposure / leg.exposure) })}` : "") : null;
  swap?.setAttribute("aria-pressed", "false");
  return card(
    el("h2", {}, `${leg.from} → ${leg.to}`),
    el("p", {}, chip(words, danger === null ? "unknown" : `danger-${danger}`)),
    leg.turns?.length
      ? el("ol", { class: "turns" }, ...leg.turns.map((turn) =>
        el("li", {}, el("span", { class: "grow" }, turn.name || say("crew.no_name")), el("span", { class: "quiet" }, length(turn.metres)))))
      : null,
    swap,
  );
}
