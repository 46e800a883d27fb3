import assert from "node:assert/strict";
import { test } from "node:test";
import * as water from "../../vaeedu/widgets/water_level/maths.mjs";

const near = (actual, expected, tolerance = 1e-12) =>
  assert.ok(Math.abs(actual - expected) <= tolerance * (1 + Math.abs(expected)), `${actual} is not ${expected}`);
const CASES = [];
for (const steepness of [0, 0.5, 1, 2]) for (const codes of [1, 5, 16]) CASES.push([water.spectrum(steepness), codes]);

test("a code is alive if and only if it stands out of the water", () => {
  for (const [values, codes] of CASES) {
    for (const beta of [0.05, 0.5, 1.2, 2 * values[0], 3]) {
      water.rates(values, beta, codes).forEach((nats, i) => assert.equal(nats > 0, i < codes && values[i] > beta / 2));
    }
  }
});

test("a steep spectrum falls, a flat one does not, and the first bar keeps its height", () => {
  const [flat, steep] = [water.spectrum(0), water.spectrum(2)];
  assert.ok(flat.every((value) => value === flat[0]) && steep.every((value, i) => i === 0 || value < steep[i - 1]));
  near(steep[0], flat[0]);
});

test("rate and distortion: the slope of the curve is −β", () => {
  for (const [values, codes] of CASES) {
    for (const beta of [0.11, 0.53, 1.1]) {
      const [before, after] = [beta * (1 - 1e-6), beta * (1 + 1e-6)].map((at) => water.point(values, at, codes));
      near((after[1] - before[1]) / (after[0] - before[0]), -beta, 1e-5);
    }
  }
});

test("no other level has a lower loss at its β", () => {
  for (const [values, codes] of CASES) {
    for (const beta of [0.1, 0.6, 1.3]) {
      const loss = ([rate, error]) => error + beta * rate;
      const least = loss(water.point(values, beta, codes));
      for (const other of [0.5, 0.9, 1.1, 3]) assert.ok(loss(water.point(values, other * beta, codes)) >= least - 1e-12);
    }
  }
});
