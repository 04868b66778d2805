// Short notes at the edge of the page, spoken by screen readers: the region is live, errors are assertive.

import { el } from "../design/dom.ts";
import { words } from "./words.ts";

export type Tone = "good" | "info" | "warn" | "stop";

const SHOWN_MS = 7000;

export function toast(text: string, tone: Tone = "info"): void {
  const region = document.getElementById("notes");
  if (!region) return;
  const close = el("button", { type: "button", "aria-label": words("desk.close") }, "×");
  const note = el("div", { class: `toast ${tone}`, role: tone === "stop" ? "alert" : "status" }, el("p", {}, text), close);
  close.addEventListener("click", () => note.remove());
  region.append(note);
  // What went wrong stays until it is put away.
  if (tone !== "stop") setTimeout(() => note.remove(), SHOWN_MS);
}

/** Notes that the server wrote into the page: closable, and gone after a while unless something went wrong. */
export function adopt(region: ParentNode): void {
  for (const note of region.querySelectorAll<HTMLElement>(".toast")) {
    note.querySelector("button")?.addEventListener("click", () => note.remove());
    if (!note.classList.contains("stop")) setTimeout(() => note.remove(), SHOWN_MS);
  }
}
