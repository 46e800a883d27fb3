import assert from "node:assert/strict";
import { test } from "node:test";
import * as channel from "../../vaeedu/widgets/noisy_channel/maths.mjs";

const CASES = [];
for (const names of [1, 2, 3, 8, 43, 101]) for (const noise of [1e-9, 0.01, 0.05, 0.3, 1, 5, 40, 1e5]) CASES.push([names, noise]);
const near = (actual, expected, tolerance = 1e-12) =>
  assert.ok(Math.abs(actual - expected) <= tolerance * (1 + Math.abs(expected)), `${actual} is not ${expected}`);

test("known values", () => {
  near(channel.erf(0.5), 0.5204998778130465);
  near(channel.erf(-2), -0.9953222650189527);
  near(channel.erf(5.9), 1);
  assert.equal(channel.erf(30), 1);
  near(channel.capacity(5), Math.log(2) / 2);
  near(channel.capacity(1e5), 1.25e-9, 1e-15);
  assert.equal(channel.readRight(1, 3), 1);
  near(channel.readRight(7, 1e-6), 7);
  near(channel.information(7, 1e-6), Math.log(7));
});

test("the density of all readings integrates to 1", () => {
  for (const [names, noise] of CASES.filter(([names, noise]) => names > 1 && noise >= 0.05)) {
    const spacing = channel.place(1, names) / noise;
    let sum = 0;
    for (let y = -12; y <= (names - 1) * spacing + 12; y += 0.1) sum += 0.1 * channel.density(y, names, spacing);
    near(sum, 1, 1e-11);
  }
});

test("what survives is at least one name, less than what is read right, and below the ceiling", () => {
  for (const [names, noise] of CASES) {
    const s = channel.solve({ names, noise });
    assert.ok(s.surviving >= 1 - 1e-12 && s.surviving <= Math.min(s.right, s.ceiling, names) * (1 + 1e-12), JSON.stringify(s));
    near(s.error * names, names - s.right, 1e-9);
  }
});

test("the coarse rule for curves is good enough to draw", () => {
  for (const [names, noise] of CASES) near(channel.information(names, noise, 0.5), channel.information(names, noise), 1e-3);
});
