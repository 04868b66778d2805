// How the app looks: dark at night, light by day, or as bright as the sun asks for. Kept apart from all that is secret.

import type { Language } from "../../design/i18n.ts";
import { speak } from "./words.ts";

export const LOOKS = ["auto", "night", "day", "sun"] as const;
export type Look = (typeof LOOKS)[number];

const NIGHT_FROM = 19;
const NIGHT_UNTIL = 7;

export function look(): Look {
  const kept = localStorage.getItem("look");
  return LOOKS.find((one) => one === kept) ?? "auto";
}

export function wear(chosen: Look): void {
  localStorage.setItem("look", chosen);
  applyLook();
}

export function applyLook(): void {
  const hour = new Date().getHours();
  const night = hour >= NIGHT_FROM || hour < NIGHT_UNTIL || matchMedia("(prefers-color-scheme: dark)").matches;
  const chosen = look();
  const shown = chosen === "auto" ? (night ? "night" : "day") : chosen;
  document.documentElement.dataset["theme"] = shown === "night" ? "dark" : "light";
  document.documentElement.dataset["look"] = shown;
}

export function chooseLanguage(chosen: Language): void {
  localStorage.setItem("language", chosen);
  speak(chosen);
}

export function applyLanguage(): void {
  const kept = localStorage.getItem("language");
  const own = navigator.languages.some((one) => one.startsWith("uk")) ? "uk" : "en";
  speak(kept === "uk" || kept === "en" ? kept : own);
}

export function forgetLooks(): void {
  localStorage.clear();
}
