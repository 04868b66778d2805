// Words in the reader's language: flat catalogues whose plurals follow the ICU form and Intl.PluralRules.

import en from "../i18n/en.json" with { type: "json" };
import uk from "../i18n/uk.json" with { type: "json" };

export type Language = "en" | "uk";
export type Key = keyof typeof en;
export type Values = Readonly<Record<string, string | number>>;

export const CATALOGUES: Readonly<Record<Language, Readonly<Record<Key, string>>>> = { en, uk };

type Part = string | { name: string; forms: Map<string, string> | null };

function closing(message: string, open: number): number {
  let depth = 0;
  for (let at = open; at < message.length; at += 1) {
    if (message[at] === "{") depth += 1;
    else if (message[at] === "}" && --depth === 0) return at;
  }
  throw new Error(`unbalanced braces: ${message}`);
}

function forms(text: string): Map<string, string> {
  const found = new Map<string, string>();
  let at = 0;
  for (;;) {
    const open = text.indexOf("{", at);
    if (open < 0) return found;
    const close = closing(text, open);
    found.set(text.slice(at, open).trim(), text.slice(open + 1, close));
    at = close + 1;
  }
}

/** Split a message into plain text and its placeholders. */
export function parse(message: string): Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (;;) {
    const open = message.indexOf("{", at);
    if (open < 0) break;
    parts.push(message.slice(at, open));
    const close = closing(message, open);
    const inner = message.slice(open + 1, close);
    const plural = /^(\w+),\s*plural,\s*/.exec(inner);
    parts.push(
      plural
        ? { name: plural[1] as string, forms: forms(inner.slice(plural[0].length)) }
        : { name: inner, forms: null },
    );
    at = close + 1;
  }
  parts.push(message.slice(at));
  return parts;
}

/** A message with its values put in; `#` in a plural form is the number, written as the language writes it. */
export function format(message: string, values: Values, language: Language): string {
  return parse(message)
    .map((part) => {
      if (typeof part === "string") return part;
      const value = values[part.name];
      if (value === undefined) throw new Error(`no value for {${part.name}}`);
      if (!part.forms) return String(value);
      const count = Number(value);
      const form = new Intl.PluralRules(language).select(count);
      const chosen = part.forms.get(form) ?? part.forms.get("other") ?? "";
      return format(chosen.replaceAll("#", new Intl.NumberFormat(language).format(count)), values, language);
    })
    .join("");
}

/** The message of `key` in `language`. */
export function translate(language: Language, key: Key, values: Values = {}): string {
  return format(CATALOGUES[language][key], values, language);
}
