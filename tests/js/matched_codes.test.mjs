import assert from "node:assert/strict";
import { test } from "node:test";
import { KINDS, MOST, level, place, solve, solver } from "../../vaeedu/widgets/matched_codes/maths.mjs";

const points = [192, 128, 173, 173, 128, 192, 83, 173, 64, 128, 83, 83, 128, 64, 173, 83];
const inputs = { steps: 50, noise: 0.3, beta: 1, weight: 10, points };

test("a run that is gone on with ends where one from the start does", () => {
  const solveOn = solver();
  for (const steps of [0, 3, 20, 50]) assert.deepEqual(solveOn({ ...inputs, steps }), solve({ ...inputs, steps }));
  assert.deepEqual(solveOn({ ...inputs, steps: 10 }), solve({ ...inputs, steps: 10 })); // and back
});

test("another input begins a run anew", () => {
  const solveOn = solver();
  solveOn(inputs);
  for (const change of [{ noise: 0.5 }, { beta: 2 }, { weight: 0 }, { points: points.toReversed() }]) {
    assert.deepEqual(solveOn({ ...inputs, ...change }), solve({ ...inputs, ...change }));
  }
});

test("nothing becomes infinite at the ends of the sliders", () => {
  for (const noise of [0.05, 1]) {
    for (const weight of [0, 100]) {
      const models = solve({ steps: MOST, noise, beta: weight / 10, weight, points: new Array(16).fill(255) });
      for (const kind of KINDS) for (const value of [models[kind].rate, models[kind].mmd, models[kind].error]) assert.ok(Number.isFinite(value));
    }
  }
});

test("levels and places are inverse, and stay within the plane", () => {
  for (let l = 0; l < 256; l++) assert.equal(level(place(l)), l);
  assert.deepEqual([level(-9), level(9)], [0, 255]);
});
