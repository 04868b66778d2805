// Danger classes, packed shapes, the nearest road, the groups of what is left out, the rhythm's extremes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { classesAt, classOfLevel, classOfRate, dangerScale, hoursForOne, shares, UNKNOWN } from "../design/danger.ts";
import { decodeShapes, mercatorX, mercatorY, nearestShape } from "../plan_page/geometry.ts";
import { decodeLine, Sections } from "../plan_page/payload.ts";
import { withoutRepeats } from "../plan_page/scene.ts";
import { extremeRun } from "../plan_page/rhythm.ts";
import { groupByReason } from "../plan_page/unserved.ts";

const SCALE = dangerScale([-6, 6, 255], [1 / 3000, 1 / 1000, 1 / 300, 1 / 100]);

test("levels and rates fall into the same classes", () => {
  const rates = [1e-5, 5e-4, 2e-3, 6e-3, 0.2];
  assert.deepEqual(rates.map((rate) => classOfRate(SCALE, rate)), [0, 1, 2, 3, 4]);
  const level = (rate: number) => Math.round(((Math.log10(rate) + 6) / 6) * 255);
  assert.deepEqual(rates.map((rate) => classOfLevel(SCALE, level(rate))), [0, 1, 2, 3, 4]);
  assert.ok(Math.abs(hoursForOne(SCALE, level(1 / 500)) - 500) < 20);
});

test("what nothing was heard of is unknown, however low its level", () => {
  const found = classesAt(SCALE, Uint8Array.from([0, 0, 255, 255]), Uint8Array.from([0, 255]), 0);
  assert.deepEqual([...found], [0, UNKNOWN]);
  assert.deepEqual([...classesAt(SCALE, Uint8Array.from([0, 0, 255, 255]), Uint8Array.from([0, 255]), 1)], [4, UNKNOWN]);
  assert.deepEqual(shares(Uint8Array.from([0, 4, UNKNOWN]), Float64Array.from([1, 1, 2])), [0.25, 0, 0, 0, 0.25, 0.5]);
});

test("packed shapes come back where they were, and the nearest is found", () => {
  const counts = Uint32Array.from([2, 2]);
  const dx = Int32Array.from([3_000_000, 1000, -1000, 1000]);
  const dy = Int32Array.from([5_000_000, 0, 1000, 0]);
  const bytes = new Uint8Array([counts, dx, dy].flatMap((array) => [...new Uint8Array(array.buffer)]));
  const sections = new Sections(bytes.buffer, { road_count: [0, 8], road_dx: [8, 16], road_dy: [24, 16] });
  const shapes = decodeShapes(sections, "road");
  assert.equal(shapes.count, 2);
  assert.equal(shapes.xy[0], mercatorX(30));
  assert.equal(shapes.xy[1], mercatorY(50));
  assert.equal(nearestShape(shapes, mercatorX(30.005), mercatorY(50.001), 1e-4), 0);
  assert.equal(nearestShape(shapes, mercatorX(30.005), mercatorY(50.009), 1e-4), 1);
  assert.equal(nearestShape(shapes, mercatorX(31), mercatorY(50), 1e-5), -1);
  assert.deepEqual(decodeLine([3_000_000, 5_000_000, 10, -10]), [[30, 50], [30.0001, 49.9999]]);
  assert.deepEqual(decodeLine(undefined), []);
});

test("what is left out is grouped by reason, the most urgent group first", () => {
  const one = (reason: string, priority: number) => ({ kind: "need", id: "", shelter: "", priority, reason, detail: "", people: 0 });
  const groups = groupByReason([one("time", 2), one("capacity", 3), one("time", 3), one("risk", 1)]);
  assert.deepEqual(groups.map(([reason, group]) => [reason, group.map((left) => left.priority)]),
    [["risk", [1]], ["time", [2, 3]], ["capacity", [3]]]);
});

test("the calmest and the worst hours are runs of neighbours", () => {
  const hours = [3, 1, 1, 4, 5].map((factor, at) => ({ start_s: at * 3600, factor, lower: factor, upper: factor }));
  assert.deepEqual(extremeRun(hours, 2, 1), [3600, 3 * 3600]);
  assert.deepEqual(extremeRun(hours, 2, -1), [3 * 3600, 5 * 3600]);
  assert.equal(extremeRun(hours, 9, 1), null);
});

test("a stretch of road that two drives share is laid once", () => {
  const lines = withoutRepeats([[[0, 0], [1, 0], [2, 0]], [[3, 0], [2, 0], [1, 0], [1, 1]], []]);
  assert.deepEqual(lines, [[[0, 0], [1, 0], [2, 0]], [[3, 0], [2, 0]], [[1, 0], [1, 1]]]);
});
