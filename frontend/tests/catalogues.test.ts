// Both catalogues say everything, with every plural form, and nothing that no page asks for.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { CATALOGUES as CREW } from "../crew/ui/words.ts";
import { CATALOGUES, format, type Language, parse } from "../design/i18n.ts";

const ROOT = join(import.meta.dirname, "..");
const LANGUAGES: readonly Language[] = ["en", "uk"];
type Catalogue = Readonly<Record<string, string>>;
/** The desk's and the plan's pages share one; the crew's app, which phones keep whole, has its own. */
const ALL: readonly (readonly [string, Readonly<Record<Language, Catalogue>>, readonly string[]])[] = [
  ["pages", CATALOGUES, ["design", "plan_page", "coordinator"]],
  ["crew", CREW, ["crew/ui", "crew/ui/screens"]],
];

function sources(rooms: readonly string[]): string {
  return rooms
    .flatMap((room) => readdirSync(join(ROOT, room)).filter((name) => name.endsWith(".ts")).map((name) => join(ROOT, room, name)))
    .map((path) => readFileSync(path, "utf8"))
    .join("\n");
}

function names(message: string): string[] {
  return parse(message).flatMap((part) =>
    typeof part === "string" ? [] : [part.name, ...(part.forms ? [...part.forms.values()].flatMap(names) : [])]);
}

for (const [name, catalogues, rooms] of ALL) {
  test(`${name}: both catalogues hold the same keys, none empty`, () => {
    assert.deepEqual(Object.keys(catalogues.uk).sort(), Object.keys(catalogues.en).sort());
    for (const language of LANGUAGES) for (const [key, text] of Object.entries(catalogues[language])) assert.ok(text.trim(), key);
  });

  test(`${name}: both languages use the same values in every message`, () => {
    for (const [key, text] of Object.entries(catalogues.en)) {
      assert.deepEqual([...new Set(names(catalogues.uk[key] as string))].sort(), [...new Set(names(text))].sort(), key);
    }
  });

  test(`${name}: every plural has exactly the forms of its language`, () => {
    for (const language of LANGUAGES) {
      const wanted = new Intl.PluralRules(language).resolvedOptions().pluralCategories.slice().sort();
      for (const [key, text] of Object.entries(catalogues[language])) {
        for (const part of parse(text)) {
          if (typeof part === "string" || !part.forms) continue;
          assert.deepEqual([...part.forms.keys()].sort(), wanted, `${language} ${key}`);
        }
      }
    }
  });

  test(`${name}: every key is asked for somewhere, and none is asked for that is not there`, () => {
    const text = sources(rooms);
    const asked = new Set([...text.matchAll(/"([a-z_]+\.[a-z0-9_.]+)"/g)].map((match) => match[1] as string));
    const starts = [...text.matchAll(/`([a-z_.]+\.)\$\{/g)].map((match) => match[1] as string);
    for (const [, start] of text.matchAll(/sayCode\("([a-z_.]+)"/g)) starts.push(`${start}.`);
    const parts = new Set(Object.keys(catalogues.en).map((key) => key.split(".")[0]));
    for (const key of Object.keys(catalogues.en)) {
      assert.ok(asked.has(key) || starts.some((start) => key.startsWith(start)), `nobody asks for ${key}`);
    }
    for (const key of asked) {
      if (starts.includes(`${key}.`)) continue;
      if (parts.has(key.split(".")[0]) && !/\.(ts|css|json|js)$/.test(key)) assert.ok(key in catalogues.en, `no message ${key}`);
    }
  });
}

test("no message claims that anything is safe", () => {
  for (const [, { en }] of ALL) for (const text of Object.values(en)) assert.doesNotMatch(text, /\bsafe(ly|ty|r)?\b/i);
  for (const [, { uk }] of ALL) for (const text of Object.values(uk)) assert.doesNotMatch(text, /(?<!не)безпечн|(?<!не)безпек/iu);
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
