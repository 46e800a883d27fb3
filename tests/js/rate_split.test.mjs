import assert from "node:assert/strict";
import { test } from "node:test";
import * as split from "../../vaeedu/widgets/rate_split/maths.mjs";

const CASES = [];
for (const mu of [0, 0.3, 0.8, 1.5, 3]) for (const sigma of [0.05, 0.3, 0.9, 1, 2]) CASES.push([mu, sigma]);
const near = (actual, expected, tolerance) => assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);

test("known values", () => {
  assert.equal(split.rate(0, 1), 0);
  assert.equal(split.rate(1, 1), 0.5);
  assert.equal(split.information(0, 0.5), 0);
  near(split.information(3, 0.05), Math.LN2, 1e-13); // the rounding of a sum of 1801 terms
  near(split.information(1e12, 1e-12), Math.LN2, 1e-13);
  assert.ok(Number.isNaN(split.fitting(1.5)) && split.fitting(1) === 0);
});

test("the gap is the integral of the KL of both bells together to the prior", () => {
  for (const [mu, sigma] of CASES) {
    let sum = 0;
    const step = sigma / 100;
    for (let z = -mu - 10 * sigma; z <= mu + 10 * sigma; z += step) {
      const q = split.together(z, mu, sigma);
      if (q > 0) sum += q * (Math.log(q) + (z * z) / 2 + Math.log(2 * Math.PI) / 2) * step;
    }
    near(split.gap(mu, sigma), sum, 1e-8 * (1 + sum));
  }
});

test("no part is negative, the information ends at log 2, and the two add up to the rate", () => {
  for (const [mu, sigma] of CASES) {
    const [rate, information, gap] = [split.rate(mu, sigma), split.information(mu, sigma), split.gap(mu, sigma)];
    assert.ok(information >= 0 && information <= Math.LN2 && gap >= 0);
    near(information + gap, rate, 1e-12 * (1 + rate));
  }
});

test("the coarser rule that lines are drawn with is right to what a screen can show", () => {
  for (const [mu, sigma] of CASES) near(split.information(mu, sigma, 180), split.information(mu, sigma), 1e-4);
});
