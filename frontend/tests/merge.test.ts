// The merge agrees with the desk's on every shared vector, in any order and with repeats.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { merge } from "../crew/engine/merge.ts";

const VECTORS = new URL("../../tests/verification/vectors/merge/", import.meta.url);
const files = readdirSync(VECTORS).filter((name) => name.endsWith(".json"));

test("there are vectors", () => assert.ok(files.length >= 10));

for (const name of files) {
  const { windows, operations, merged } = JSON.parse(readFileSync(new URL(name, VECTORS), "utf8"));
  test(`merges as the desk does: ${name}`, () => {
    assert.deepEqual({ ...merge(operations, windows) }, merged);
    assert.deepEqual({ ...merge([...operations, ...operations].reverse(), windows) }, merged);
  });
}
