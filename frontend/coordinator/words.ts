// The page's language, taken from the document, and the words in it.

import { type Key, type Language, type Values, translate } from "../design/i18n.ts";

export function language(): Language {
  return document.documentElement.lang === "uk" ? "uk" : "en";
}

export function words(key: Key, values: Values = {}): string {
  return translate(language(), key, values);
}
