// Before anything is unlocked: pairing by a code, the lock, and why neither can be.

import { button, el } from "../../../design/dom.ts";
import { CrewError, enrol, open, Phone, standing } from "../../engine/phone.ts";
import type { App, Screen } from "../app.ts";
import { chooseLanguage } from "../looks.ts";
import { big, warning } from "../parts.ts";
import { live, say, spoken } from "../words.ts";

const LEAST = 10;

/** Which screen stands first. */
export async function door(app: App): Promise<Screen> {
  const code = codeInAddress();
  try {
    const found = await standing(app.tools);
    if (found === "locked") return locked(app);
    if (found === "evicted") return evicted(app);
  } catch {
    return { name: "cannot", title: () => say("crew.cannot"), body: () => [warning(say("crew.cannot.more"), "stop")] };
  }
  return fresh(app, code);
}

export function elsewhere(): Screen {
  return { name: "elsewhere", title: () => say("crew.elsewhere"), body: () => [el("p", {}, say("crew.elsewhere.more"))] };
}

/** The code after the hash, taken out of the address at once, so that no history keeps it. */
function codeInAddress(): string {
  const code = /^#enrol=([\w-]{10,})$/.exec(location.hash)?.[1] ?? "";
  if (location.hash) history.replaceState(null, "", location.pathname);
  return code;
}

function languages(app: App): HTMLElement {
  const other = spoken() === "uk" ? "en" : "uk";
  const change = button("language", "", () => {
    chooseLanguage(other);
    app.render();
  }, other === "uk" ? "Українською" : "In English");
  change.lang = other;
  return change;
}

function secretField(label: string, id: string): { element: HTMLElement; input: HTMLInputElement } {
  const input = el("input", { id, type: "password", autocomplete: "off", autocapitalize: "none", spellcheck: "false" });
  return { element: el("div", { class: "field" }, el("label", { for: id }, label), input), input };
}

function submits(fields: readonly HTMLInputElement[], press: () => void): void {
  for (const field of fields) field.addEventListener("keydown", (event) => event.key === "Enter" && press());
}

function fresh(app: App, given: string): Screen {
  return { name: "enrol", title: () => say("crew.enrol"), body: () => {
    const code = el("input", { id: "code", type: "text", autocomplete: "off", autocapitalize: "none", spellcheck: "false", value: given });
    const first = secretField(say("crew.passphrase.choose"), "first");
    const again = secretField(say("crew.passphrase.again"), "again");
    const said = el("div", { role: "alert" });
    const press = async () => {
      const text = code.value.trim().replace(/^.*#enrol=/, "");
      const wrong = !text ? "crew.code.missing" : first.input.value.length < LEAST ? "crew.passphrase.short"
        : first.input.value !== again.input.value ? "crew.passphrase.differ" : null;
      if (wrong) return said.replaceChildren(warning(say(wrong, wrong === "crew.passphrase.short" ? { count: LEAST } : {}), "stop"));
      said.replaceChildren(el("p", { class: "quiet" }, say("crew.enrolling")));
      go.disabled = true;
      try {
        void navigator.storage.persist?.();
        const phone = await enrol(app.tools, text, first.input.value);
        live(phone.state.tz);
        app.enter(phone);
      } catch (error) {
        go.disabled = false;
        const why = error instanceof CrewError ? error.code : "file";
        said.replaceChildren(warning(say(why === "code" ? "crew.code.bad" : why === "network" ? "crew.no_desk" : "crew.cannot.more"), "stop"));
      }
    };
    const go = big(say("crew.enrol.go"), () => void press(), "primary", "key");
    submits([code, first.input, again.input], () => void press());
    return [
      el("p", {}, say(given ? "crew.enrol.coded" : "crew.enrol.more")),
      el("div", { class: "field", hidden: given !== "" }, el("label", { for: "code" }, say("crew.code")), code),
      first.element, again.element, el("p", { class: "quiet" }, say("crew.passphrase.hint")), said, go, languages(app),
    ];
  } };
}

function locked(app: App): Screen {
  return { name: "unlock", title: () => say("crew.unlock"), body: () => {
    const secret = secretField(say("crew.passphrase"), "secret");
    const said = el("div", { role: "alert" });
    const press = async () => {
      if (go.disabled || !secret.input.value) return;
      go.disabled = true;
      said.replaceChildren(el("p", { class: "quiet" }, say("crew.unlocking")));
      const found = await open(app.tools, secret.input.value).catch(() => null);
      secret.input.value = "";
      go.disabled = false;
      if (found instanceof Phone) {
        live(found.state.tz);
        return app.enter(found);
      }
      if (found && !found.left) return app.gone();
      said.replaceChildren(warning(found ? say("crew.wrong", { count: found.left }) : say("crew.cannot.more"), "stop"));
      secret.input.focus();
    };
    const go = big(say("crew.unlock.go"), () => void press(), "primary", "lock");
    submits([secret.input], () => void press());
    return [secret.element, said, go, languages(app)];
  } };
}

function evicted(app: App): Screen {
  return { name: "evicted", title: () => say("crew.evicted"), body: () => [
    warning(say("crew.evicted.more"), "stop"), big(say("crew.evicted.go"), () => void app.gone(), "primary"),
  ] };
}
