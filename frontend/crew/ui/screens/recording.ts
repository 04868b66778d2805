// The forms of a stop, filled in beforehand as far as the plan knows: a stop, a kind, "record" are three taps.

import { type Child, el } from "../../../design/dom.ts";
import { lastMarks } from "../../engine/ledger.ts";
import { type Draft, MOST_TEXT, REASONS } from "../../engine/records.ts";
import type { Household, Mission, Stop } from "../../engine/today.ts";
import type { App, Screen } from "../app.ts";
import { big, choice, count, writing } from "../parts.ts";
import { clock, say, sayCode } from "../words.ts";

type Fields = Readonly<Record<string, unknown>>;

/** A form: its parts, and what it says once "record" is pressed; null where something is missing. */
export function form(
  app: App, name: string, title: string, mission: Mission, made: () => { parts: Child[]; draft: () => Omit<Draft, "mission"> },
  place = "", whose = "",
): Screen {
  return { name, title: () => title, body: () => {
    const { parts, draft } = made();
    const mark = place && app.phone ? lastMarks(app.phone.ledger).get(place) : undefined;
    const what = mark ? choice(say("crew.before", { time: clock(mark.at) }), [[true, say("crew.corrects")], [false, say("crew.adds")]], true) : null;
    const go = big(say("crew.record"), async () => {
      go.disabled = true;
      const replaces = what?.value() ? { replaces: mark?.id } : {};
      const kept = await app.keep({ ...draft(), ...replaces, mission: mission.id } as Draft, say("crew.kept"));
      if (kept) app.back();
      else go.disabled = false;
    }, "primary record", "check");
    return [whose ? el("p", { class: "quiet" }, whose) : null, ...parts, what?.element, go];
  } };
}

const whoseDoor = (one: Household): string => one.name || say("crew.people", { count: one.people });

export function delivered(app: App, mission: Mission, at: Stop): Screen {
  return form(app, "delivered", say("crew.delivered"), mission, () => {
    const counts = at.load.map((one) => [one.item, count(one.name, one.amount, one.unit, one.amount >= 50 ? 10 : 1)] as const);
    const amounts = () => Object.fromEntries(counts.map(([item, one]) => [item, one.value()]));
    return { parts: counts.map(([, one]) => one.element), draft: () => ({ kind: "delivered", stop: at.id, amounts: amounts() }) };
  }, at.id, at.place.name);
}

export function taken(app: App, mission: Mission, one: Household): Screen {
  return form(app, "taken", say("crew.taken"), mission, () => {
    const people = count(say("crew.count.people"), one.people);
    const pets = count(say("crew.count.pets"), one.pets ?? 0);
    return {
      parts: [people.element, pets.element],
      draft: () => ({ kind: "taken", household: one.id, people: people.value(), pets: pets.value() }),
    };
  }, one.id, whoseDoor(one));
}

const HOURS_MS = 3_600_000;

export function refused(app: App, mission: Mission, one: Household, kind: "refused" | "postponed"): Screen {
  return form(app, kind, say(`crew.${kind}`), mission, () => {
    const now = app.phone?.now() ?? 0;
    const reason = choice(say("crew.why"), REASONS.map((code) => [code as string, sayCode("crew.reason", code)] as const), one.reasons?.[0] ?? null);
    const again = choice<number>(say("crew.again"), [
      [4 * HOURS_MS, say("crew.again.today")], [24 * HOURS_MS, say("crew.again.tomorrow")], [72 * HOURS_MS, say("crew.again.days")],
      [168 * HOURS_MS, say("crew.again.week")],
    ]);
    const help = writing(say("crew.help"), { lines: true, most: MOST_TEXT });
    return {
      parts: [reason.element, again.element, help.element],
      draft: () => {
        const after = again.value();
        const said: Fields = { reason: reason.value() ?? "not_asked", help: help.value(), again: after === null ? null : now + after };
        return { kind, household: one.id, ...said };
      },
    };
  }, one.id, whoseDoor(one));
}

export function notFound(app: App, mission: Mission, one: Household): Screen {
  return form(app, "not_found", say("crew.not_found"), mission, () => ({
    parts: [el("p", {}, say("crew.not_found.more"))], draft: () => ({ kind: "not_found", household: one.id }),
  }), one.id, whoseDoor(one));
}

export function moved(app: App, mission: Mission, one: Household): Screen {
  return form(app, "moved", say("crew.moved"), mission, () => {
    const to = writing(say("crew.moved.to"), { most: MOST_TEXT });
    return { parts: [to.element], draft: () => ({ kind: "moved", household: one.id, to: to.value() }) };
  }, one.id, whoseDoor(one));
}

export function note(app: App, mission: Mission, at: Stop): Screen {
  return form(app, "note", say("crew.note"), mission, () => {
    const text = writing(say("crew.note.text"), { lines: true, most: MOST_TEXT });
    return { parts: [text.element], draft: () => ({ kind: "note", stop: at.id, text: text.value() }) };
  }, "", at.place.name);
}

export function seats(app: App, mission: Mission): Screen {
  return form(app, "seats", say("crew.seats"), mission, () => {
    const free = count(say("crew.count.seats"), 0);
    const cages = count(say("crew.count.cages"), 0);
    return { parts: [free.element, cages.element], draft: () => ({ kind: "seats", seats: free.value(), cages: cages.value() }) };
  }, "", mission.label);
}
