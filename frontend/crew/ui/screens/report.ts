// What a crew sees on its way: a road shut or open, an incident, a need, a household nobody knew; here or on the map.

import { type Child, el } from "../../../design/dom.ts";
import type { IconName } from "../../../design/icons.ts";
import { newId } from "../../engine/clock.ts";
import { type Draft, MOST_TEXT, place } from "../../engine/records.ts";
import type { Mission, Point } from "../../engine/today.ts";
import type { App, Screen } from "../app.ts";
import { whereAmI } from "../here.ts";
import { openMap } from "../map.ts";
import { big, choice, count, warning, writing } from "../parts.ts";
import { say } from "../words.ts";

type Kind = "road_shut" | "road_open" | "incident" | "need" | "household";
const KINDS: readonly (readonly [Kind, IconName])[] = [
  ["road_shut", "closed"], ["road_open", "roads"], ["incident", "blast"], ["need", "box"], ["household", "people"],
];
const INCIDENTS = ["shelling", "strike", "mine", "gunfire", "fire", "other"] as const;

export function report(app: App): Screen {
  return { name: "report", title: () => say("crew.report"), body: () => {
    const mission = app.missions[0];
    if (!mission) return [el("p", {}, say("crew.no_missions"))];
    return [el("p", { class: "quiet" }, say("crew.report.more")),
      ...KINDS.map(([kind, picture]) => big(say(`crew.report.${kind}`), () => app.go(one(app, mission, kind)), "", picture))];
  } };
}

interface Part {
  readonly parts: Child[];
  readonly fields: () => Record<string, unknown>;
}

function partOf(kind: Kind): Part {
  const text = writing(say("crew.report.text"), { lines: true, most: MOST_TEXT });
  if (kind === "incident") {
    const what = choice(say("crew.report.what"), INCIDENTS.map((code) => [code as string, say(`crew.incident.${code}`)] as const), "shelling");
    return { parts: [what.element, text.element], fields: () => ({ kind: "incident", what: what.value(), text: text.value() }) };
  }
  if (kind === "household") {
    const people = count(say("crew.count.people"), 1);
    const pets = count(say("crew.count.pets"), 0);
    const chairs = count(say("crew.count.wheelchairs"), 0);
    return {
      parts: [people.element, chairs.element, pets.element, text.element],
      fields: () => ({ kind: "household", people: people.value(), pets: pets.value(), wheelchair: chairs.value(), text: text.value() }),
    };
  }
  if (kind === "need") return { parts: [text.element], fields: () => ({ kind: "need", text: text.value() }) };
  const state = kind === "road_shut" ? "shut" : "open";
  return { parts: [text.element], fields: () => ({ kind: "road", road: newId(Date.now()), state, text: text.value() }) };
}

function one(app: App, mission: Mission, kind: Kind): Screen {
  let at: Point | null = null;
  return { name: `report-${kind}`, title: () => say(`crew.report.${kind}`), body: () => {
    const said = el("p", { class: "quiet", role: "status" }, say("crew.report.where"));
    const map = openMap(mission, (found) => choose(found));
    const choose = (found: Point) => {
      at = found;
      map.pin(found);
      said.replaceChildren(say("crew.report.placed"));
    };
    requestAnimationFrame(() => map.show());
    const here = async () => {
      const found = await whereAmI();
      if (!found) return app.tell(say("crew.no_place"), "warn");
      choose(found);
      map.here(found);
    };
    const { parts, fields } = partOf(kind);
    const go = big(say("crew.record"), async () => {
      if (!at) return said.replaceChildren(warning(say("crew.report.where"), "stop"));
      go.disabled = true;
      const draft = { ...fields(), ...place(at[0], at[1]), mission: mission.id } as unknown as Draft;
      if (await app.keep(draft, say("crew.kept"))) app.back();
      else go.disabled = false;
    }, "primary record", "check");
    return [big(say("crew.here"), () => void here(), "", "checkin"), map.element, said, ...parts, go];
  } };
}
