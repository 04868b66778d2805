// Everything else: seats left, records that other phones carry, looks and language, locking, erasing.

import { type Child, el } from "../../../design/dom.ts";
import { packed, takenIn } from "../../engine/carrying.ts";
import type { App, Screen } from "../app.ts";
import { chooseLanguage, look, type Look, LOOKS, wear } from "../looks.ts";
import { big, card, choice, warning } from "../parts.ts";
import { clock, say, spoken } from "../words.ts";
import { seats } from "./recording.ts";

export function more(app: App): Screen {
  return { name: "more", live: true, title: () => say("crew.more"), body: () => body(app) };
}

function body(app: App): Child[] {
  const { out, refused, at } = app.link;
  return [
    ...app.missions.map((one) => big(`${say("crew.seats")}: ${one.label}`, () => app.go(seats(app, one)), "", "people")),
    card(el("h2", {}, say("crew.desk")),
      el("p", {}, out ? say("crew.unsent.more", { count: out }) : say("crew.nothing_unsent")),
      at ? el("p", { class: "quiet" }, say("crew.last_contact", { time: clock(app.phone ? app.phone.state.offset + at : at) })) : null,
      refused ? warning(say("crew.refused_by_desk.more", { count: refused }), "stop") : null,
      big(say("crew.sync"), () => void app.sync(true), "", "swap")),
    carried(app),
    looks(app),
    keeping(),
    big(say("crew.lock"), () => void app.lock(), "", "lock"),
    big(say("crew.erase"), () => app.go(erasing(app)), "stop", "bin"),
    el("p", { class: "quiet" }, say("crew.erase.gesture")),
  ];
}

function carried(app: App): HTMLElement {
  const input = el("input", { type: "file", id: "carried", hidden: true });
  input.addEventListener("change", async () => {
    const file = input.files?.[0];
    if (!file || !app.phone) return;
    const count = await takenIn(app.phone, await file.text()).catch(() => null);
    await app.count();
    app.tell(count === null ? say("crew.carry.bad") : say("crew.carry.taken", { count }), count === null ? "stop" : "good");
    input.value = "";
  });
  return card(el("h2", {}, say("crew.carry")), el("p", {}, say("crew.carry.more")),
    big(say("crew.carry.give"), () => void give(app), "", "upload"),
    big(say("crew.carry.take"), () => input.click(), "", "download"), input);
}

async function give(app: App): Promise<void> {
  const text = app.phone ? await packed(app.phone) : null;
  if (!text) return app.tell(say("crew.nothing_unsent"), "warn");
  const file = new File([text], "records.json", { type: "application/json" });
  if (navigator.canShare?.({ files: [file] })) {
    await navigator.share({ files: [file] }).catch(() => undefined); // closed without choosing
    return;
  }
  const link = el("a", { href: URL.createObjectURL(file), download: file.name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

function looks(app: App): HTMLElement {
  const shown = choice<Look>(say("crew.look"), LOOKS.map((one) => [one, say(`crew.look.${one}`)] as const), look());
  shown.element.addEventListener("click", () => wear(shown.value() ?? "auto"));
  const tongue = choice(say("crew.language"), [["uk", "Українська"], ["en", "English"]] as const, spoken());
  tongue.element.addEventListener("click", () => {
    const chosen = tongue.value();
    if (!chosen || chosen === spoken()) return;
    chooseLanguage(chosen);
    app.render();
  });
  return card(shown.element, tongue.element);
}

/** Whether the browser has promised not to throw away what the app keeps. */
function keeping(): HTMLElement {
  const said = el("p", { class: "quiet" });
  void navigator.storage.persisted?.().then((kept) => said.replaceChildren(say(kept ? "crew.persisted" : "crew.not_persisted")));
  return said;
}

function erasing(app: App): Screen {
  return { name: "erasing", title: () => say("crew.erase"), body: () => [
    el("p", {}, say("crew.erase.more")),
    app.link.out ? warning(say("crew.erase.unsent", { count: app.link.out }), "stop") : null,
    big(say("crew.erase.go"), () => void app.gone(), "stop", "bin"),
  ] };
}
