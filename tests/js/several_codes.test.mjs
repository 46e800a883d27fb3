import assert from "node:assert/strict";
import { test } from "node:test";
import { LOG_PX, MOST, POSTERIOR, averages, draw, elbo, logWeight } from "../../vaeedu/widgets/several_codes/maths.mjs";

const near = (actual, expected, tolerance = 1e-12) => assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);

test("with the posterior for q every weight is p(x)", () => {
  for (const u of [-3, -0.5, 0, 1, 4]) near(logWeight(POSTERIOR.mean, POSTERIOR.scale, u), LOG_PX);
  near(elbo(POSTERIOR.mean, POSTERIOR.scale), LOG_PX);
});

test("the bound rises with every code and stays below log p(x), on the average of the draws", () => {
  for (const [mean, scale] of [[0.2, 0.6], [0, 1], [1.5, 0.3]]) {
    const each = averages(mean, scale);
    assert.equal(each.length, MOST);
    assert.ok(each.at(-1) < LOG_PX + 0.02 && each[0] < each[3] && each[3] < each[15] && each[15] < each[63]);
  }
});

test("shares sum to 1, and no more codes count than were drawn", () => {
  for (const k of [1, 2, 17, MOST]) {
    const { shares, effective, z } = draw({ mean: 0.2, scale: 0.6, k, seed: 5 });
    near(shares.reduce((sum, share) => sum + share, 0), 1);
    assert.ok(z.length === k && effective >= 1 && effective <= k + 1e-12);
  }
});
