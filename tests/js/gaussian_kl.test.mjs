import assert from "node:assert/strict";
import { test } from "node:test";
import * as gauss from "../../vaeedu/widgets/gaussian_kl/maths.mjs";

const CASES = [];
for (const mu of [-3, -0.4, 0, 1, 2.2]) for (const sigma of [0.05, 0.3, 0.999, 1, 1.001, 1.7, 2.5]) CASES.push([mu, sigma]);
const near = (actual, expected, tolerance = 1e-12) =>
  assert.ok(Math.abs(actual - expected) <= tolerance * (1 + Math.abs(expected)), `${actual} is not ${expected}`);

test("known values", () => {
  assert.equal(gauss.kl(0, 1), 0);
  assert.equal(gauss.kl(1, 1), 0.5);
  near(gauss.kl(0, 2), 1.5 - Math.log(2));
  assert.equal(gauss.scalePart(0), Infinity);
});

test("the integrand integrates to the KL", () => {
  for (const [mu, sigma] of CASES) {
    let sum = 0;
    const step = sigma / 200;
    for (let z = mu - 12 * sigma; z <= mu + 12 * sigma; z += step) sum += gauss.integrand(z, mu, sigma) * step;
    near(sum, gauss.kl(mu, sigma), 1e-9);
  }
});

test("no part is ever negative", () => {
  for (let i = -400; i <= 400; i++) assert.ok(gauss.scalePart(1 + i * 1e-9) >= 0 && gauss.scalePart(Math.exp(i / 50)) >= 0);
});

test("q and p cross where the integrand changes its sign, and nowhere else", () => {
  for (const [mu, sigma] of CASES) {
    const cuts = gauss.crossings(mu, sigma);
    for (const z of cuts) near(gauss.logRatio(z, mu, sigma), 0, 1e-13 * (1 + z * z)); // far out, large terms cancel
    const marks = [-1e4, ...cuts, 1e4];
    for (let i = 1; i < marks.length; i++) {
      const signs = [0.1, 0.5, 0.9].map((f) => Math.sign(gauss.logRatio(marks[i - 1] + f * (marks[i] - marks[i - 1]), mu, sigma)));
      assert.ok(signs.every((sign) => sign === signs[0]), `${mu}, ${sigma}: ${signs}`);
    }
  }
  assert.deepEqual(gauss.crossings(0, 1), []);
  near(gauss.crossings(1, 1)[0], 0.5);
});

test("every point of an outline has the outline's KL", () => {
  for (const level of [0.05, 0.5, 2, 5]) {
    const [low, high] = gauss.scalesAt(level);
    near(gauss.scalePart(low), level, 1e-9);
    near(gauss.scalePart(high), level, 1e-9);
    for (const [mu, sigma] of gauss.outline(level)) near(gauss.kl(mu, sigma), level, 1e-9);
  }
});
