// What every page of the desk runs: htmx under a strict policy, notes, questions, theme, jobs, shortcuts.

import htmx from "htmx.org";
import "./desk.css";
import { watchConfirmations } from "./confirm.ts";
import { watchIdle } from "./idle.ts";
import { watchJobs } from "./jobs.ts";
import { watchKeys } from "./keys.ts";
import { adopt, type Tone, toast } from "./toasts.ts";
import { words } from "./words.ts";

// No code from attributes, no style of its own: the page's policy forbids both.
htmx.config.allowEval = false;
htmx.config.allowScriptTags = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0; // pages with names are not to lie in the browser's storage
htmx.config.scrollIntoViewOnBoost = false;
htmx.config.defaultSwapStyle = "outerHTML";
// A form that comes back with its errors (422) and a refusal in words (403, 409) are shown where they belong.
htmx.config.responseHandling = [
  { code: "204", swap: false },
  { code: "[23]..", swap: true },
  { code: "422", swap: true },
  { code: "[45]..", swap: false, error: true },
];

interface Note {
  readonly text: string;
  readonly tone: Tone;
}

const YEAR_S = 31_536_000;

function switchTheme(): void {
  const root = document.documentElement;
  const next = root.dataset["theme"] === "dark" ? "light" : "dark";
  root.dataset["theme"] = next;
  document.cookie = `theme=${next}; path=/; max-age=${YEAR_S}; SameSite=Strict; Secure`;
  document.dispatchEvent(new CustomEvent("desk:theme"));
}

function shortcuts(event: KeyboardEvent): void {
  const target = event.target as HTMLElement;
  if (event.ctrlKey || event.metaKey || event.altKey || target.closest("input, select, textarea, [contenteditable]")) return;
  if (event.key === "/") {
    const search = document.querySelector<HTMLElement>("[data-search]");
    if (!search) return;
    event.preventDefault();
    search.focus();
  }
}

/** A select or checkbox marked so sends its form as soon as it changes. */
function sendOnChange(event: Event): void {
  const control = event.target as HTMLInputElement;
  if (control.matches("[data-send]")) control.form?.requestSubmit();
}

function start(): void {
  watchConfirmations();
  adopt(document);
  document.querySelector("#switch-theme")?.addEventListener("click", switchTheme);
  document.addEventListener("keydown", shortcuts);
  document.addEventListener("change", sendOnChange);
  document.addEventListener("click", (event) => {
    if ((event.target as HTMLElement).closest("[data-print]")) window.print();
  });
  htmx.on("htmx:responseError", (event) => {
    const { status } = (event as CustomEvent<{ xhr: XMLHttpRequest }>).detail.xhr;
    toast(status === 403 ? words("desk.refused") : words("desk.failed", { code: status }), "stop");
  });
  htmx.on("htmx:sendError", () => toast(words("desk.unreachable"), "stop"));
  // The server's own notes come with any answer, in the header HX-Trigger.
  document.addEventListener("notes", (event) => {
    for (const note of (event as CustomEvent<{ told: readonly Note[] }>).detail.told) toast(note.text, note.tone);
  });
  watchJobs();
  watchKeys();
  watchIdle();
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
