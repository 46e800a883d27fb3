import assert from "node:assert/strict";
import { test } from "node:test";
import { keyTarget, linear, say, snap, spread, stepTo } from "../../vaeedu/widgets/src/chart.mjs";

test("near the stop means exactly at the stop", () => {
  const stop = 2 * 1.1 * 1.1; // 2.4200000000000004
  assert.equal(snap(2.43, stop, 0.05), stop);
  assert.equal(snap(2.5, stop, 0.05), 2.5);
  assert.equal(snap(2.43, NaN, 0.05), 2.43);
});

test("arrow keys visit the stop once in either direction and pass it", () => {
  for (const stop of [2, 2 * 1.1 * 1.1, 2 * 0.73 * 0.73, 2.4149999]) {
    const walk = (from, change) => {
      const seen = [from];
      while (seen.length < 12) seen.push(stepTo(seen.at(-1), change, 0.01, stop));
      return seen;
    };
    for (const [from, change] of [[stop - 0.05, 0.01], [stop + 0.05, -0.01]]) {
      const seen = walk(Number(from.toFixed(2)), change);
      assert.equal(seen.filter((value) => value === stop).length, 1, `${seen} meets ${stop} once`);
      assert.ok(seen.every((value, i) => i === 0 || (value - seen[i - 1]) * change > 0));
      assert.ok((seen.at(-1) - stop) * change > 0);
    }
  }
  assert.equal(stepTo(1.234, 0.01, 0.01, undefined), 1.24);
  assert.equal(stepTo(1.234, -0.01, 0.01, undefined), 1.23);
});

test("keys move a value within its range", () => {
  assert.equal(keyTarget("Home", 1, 0, 4, 0.01), 0);
  assert.equal(keyTarget("End", 1, 0, 4, 0.01), 4);
  assert.equal(keyTarget("PageUp", 1, 0, 4, 0.01, 2), 1.1);
  assert.equal(keyTarget("PageUp", 1.95, 0, 4, 0.01, 2), 2);
  assert.equal(keyTarget("ArrowLeft", 0, 0, 4, 0.01, 2), 0);
  assert.equal(keyTarget("Tab", 1, 0, 4, 0.01), undefined);
});

test("numbers are said with a true minus sign and without noise", () => {
  assert.deepEqual([0, -0.25, 2 / 3, Infinity, 12345678].map((value) => say(value)), ["0.000", "−0.250", "0.667", "∞", "1.2e7"]);
  assert.equal(say(1.5e-9), "1.5e−9");
});

test("labels are moved apart and stay inside", () => {
  const places = spread([50, 50, 52], 15, 0, 100).sort((p, q) => p - q);
  assert.ok(places[1] - places[0] > 14.9 && places[2] - places[1] > 14.9);
  const low = spread([0, 0, 1], 15, 6, 100);
  assert.ok(Math.min(...low) >= 6 && Math.max(...low) <= 100);
  assert.deepEqual(spread([10, 60], 15, 0, 100), [10, 60]);
});

test("a linear map and its inverse", () => {
  const x = linear([-2, 2], [0, 100]);
  assert.equal(x(0), 50);
  assert.equal(x.invert(75), 1);
  assert.deepEqual(x.ticks(4), [-2, -1, 0, 1, 2]);
});
