// Times, lengths, ages and proportions in words.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Words } from "../design/format.ts";
import { daysPast } from "../plan_page/header.ts";

const en = new Words("en", "Europe/Kyiv");
const uk = new Words("uk", "Europe/Kyiv");
const FIVE_AM_KYIV = Date.UTC(2023, 1, 23, 3) / 1000;

test("clock times are those of the operation's zone", () => {
  assert.equal(en.clock(FIVE_AM_KYIV), "05:00");
  assert.equal(new Words("en", "UTC").clock(FIVE_AM_KYIV), "03:00");
  assert.equal(en.clock(Date.UTC(2023, 1, 22, 22) / 1000), "00:00");
  assert.equal(en.dayClock(FIVE_AM_KYIV), "23 Feb, 05:00");
  assert.match(uk.day("2023-02-23"), /23 лютого 2023/);
});

test("durations and lengths use the largest unit that tells something", () => {
  assert.deepEqual([40, 3540, 3600, 5400].map((seconds) => en.duration(seconds)), ["1 min", "59 min", "1 h", "1 h 30 min"]);
  assert.deepEqual([14, 940, 960, 14_240, 180_400].map((metres) => en.length(metres)), ["10 m", "940 m", "1 km", "14.2 km", "180 km"]);
  assert.equal(uk.length(14_240), "14,2 км");
});

test("ages never go below nothing", () => {
  assert.deepEqual([-500, 60, 7200, 86_400 * 3].map((seconds) => en.age(seconds)), ["0 minutes", "1 minute", "2 hours", "3 days"]);
  assert.equal(uk.age(86_400 * 21), "21 день");
});

test("proportions have names, and a dash stands where there is nothing to compare with", () => {
  const said = [0, 0.05, 0.1, 0.25, 0.34, 0.5, 0.66, 0.75, 0.9, 1, 1.5, 3.2].map((value) => en.ratio(value, 1));
  assert.equal(new Set(said).size, said.length);
  assert.equal(en.ratio(0.5, 1), "about half of");
  assert.equal(en.ratio(3.2, 1), "about 3.2 times");
  for (const nothing of [0, null, undefined]) assert.equal(en.ratio(1, nothing), "—");
});

test("a plan's day has passed from the noon after it, at the latest in any zone", () => {
  const noon = (day: number) => Date.UTC(2026, 4, day, 12);
  assert.equal(daysPast("2026-05-10", noon(10)), 0);
  assert.equal(daysPast("2026-05-10", noon(11)), 0);
  assert.equal(daysPast("2026-05-10", noon(12)), 1);
});
