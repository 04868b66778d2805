// Both catalogues say everything, with every plural form, and nothing that no page asks for.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { CATALOGUES, format, type Language, parse } from "../design/i18n.ts";

const ROOT = join(import.meta.dirname, "..");
const LANGUAGES: readonly Language[] = ["en", "uk"];

function sources(): string {
  return ["design", "plan_page", "coordinator"]
    .flatMap((room) => readdirSync(join(ROOT, room)).filter((name) => name.endsWith(".ts")).map((name) => join(ROOT, room, name)))
    .map((path) => readFileSync(path, "utf8"))
    .join("\n");
}

function names(message: string): string[] {
  return parse(message).flatMap((part) =>
    typeof part === "string" ? [] : [part.name, ...(part.forms ? [...part.forms.values()].flatMap(names) : [])]);
}

test("both catalogues hold the same keys, none empty", () => {
  assert.deepEqual(Object.keys(CATALOGUES.uk).sort(), Object.keys(CATALOGUES.en).sort());
  for (const language of LANGUAGES) for (const [key, text] of Object.entries(CATALOGUES[language])) assert.ok(text.trim(), key);
});

test("both languages use the same values in every message", () => {
  for (const [key, text] of Object.entries(CATALOGUES.en)) {
    const other = CATALOGUES.uk[key as keyof typeof CATALOGUES.uk];
    assert.deepEqual([...new Set(names(other))].sort(), [...new Set(names(text))].sort(), key);
  }
});

test("every plural has exactly the forms of its language", () => {
  for (const language of LANGUAGES) {
    const wanted = new Intl.PluralRules(language).resolvedOptions().pluralCategories.slice().sort();
    for (const [key, text] of Object.entries(CATALOGUES[language])) {
      for (const part of parse(text)) {
        if (typeof part === "string" || !part.forms) continue;
        assert.deepEqual([...part.forms.keys()].sort(), wanted, `${language} ${key}`);
      }
    }
  }
});

test("every key is asked for somewhere, and none is asked for that is not there", () => {
  const text = sources();
  const asked = new Set([...text.matchAll(/"([a-z_]+\.[a-z0-9_.]+)"/g)].map((match) => match[1] as string));
  const starts = [...text.matchAll(/`([a-z_.]+\.)\$\{/g)].map((match) => match[1] as string);
  const rooms = new Set(Object.keys(CATALOGUES.en).map((key) => key.split(".")[0]));
  for (const key of Object.keys(CATALOGUES.en)) {
    assert.ok(asked.has(key) || starts.some((start) => key.startsWith(start)), `nobody asks for ${key}`);
  }
  for (const key of asked) {
    if (rooms.has(key.split(".")[0]) && !/\.(ts|css|json)$/.test(key)) assert.ok(key in CATALOGUES.en, `no message ${key}`);
  }
});

test("no message claims that anything is safe", () => {
  for (const text of Object.values(CATALOGUES.en)) assert.doesNotMatch(text, /\bsafe(ly|ty|r)?\b/i);
  for (const text of Object.values(CATALOGUES.uk)) assert.doesNotMatch(text, /(?<!не)безпечн|(?<!не)безпек/iu);
});

test("plural forms follow the number", () => {
  const people = (count: number, language: Language) => format(CATALOGUES[language]["map.people"], { count }, language);
  assert.equal(people(1, "en"), "1 person");
  assert.equal(people(21, "en"), "21 people");
  assert.deepEqual([1, 2, 5, 11, 21, 24].map((count) => people(count, "uk")),
    ["1 людина", "2 людини", "5 людей", "11 людей", "21 людина", "24 людини"]);
  assert.equal(format(CATALOGUES.en["detail.household"], { id: "H-{1}", count: 2 }, "en"), "H-{1} (2 people)");
  assert.throws(() => format("{missing}", {}, "en"), /no value/);
});
