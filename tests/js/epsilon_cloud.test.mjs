import assert from "node:assert/strict";
import { test } from "node:test";
import * as cloud from "../../vaeedu/widgets/epsilon_cloud/maths.mjs";

const near = (actual, expected, tolerance = 1e-12) =>
  assert.ok(Math.abs(actual - expected) <= tolerance * (1 + Math.abs(expected)), `${actual} is not ${expected}`);

test("the clouds are standard normal, and no two draws are alike", () => {
  const all = Array.from({ length: 4000 }, (_, draw) => cloud.cloud(draw)).flat();
  const moment = (power) => all.reduce((sum, e) => sum + e ** power, 0) / all.length;
  near(moment(1), 0, 0.01);
  near(moment(2), 1, 0.01);
  near(moment(4), 3, 0.03);
  assert.equal(new Set(all).size, all.length);
  assert.deepEqual(cloud.cloud(7), cloud.cloud(7));
});

test("over many clouds both estimates have the exact mean and variance", () => {
  const epsilon = Array.from({ length: 20000 }, (_, draw) => cloud.cloud(draw)).flat();
  const [mu, sigma, baseline] = [1.2, 0.5, 0.7];
  const cases = [
    [epsilon.map((e) => cloud.pathwise(e, mu, sigma)), cloud.pathwiseVariance(mu, sigma)],
    [epsilon.map((e) => cloud.score(e, mu, sigma, baseline)), cloud.scoreVariance(mu, sigma, baseline)],
  ];
  for (const [all, exact] of cases) {
    const { mean, variance } = cloud.moments(all);
    [0, 1].forEach((half) => {
      near(mean[half], cloud.gradient(mu, sigma)[half], 4 * Math.sqrt(exact[half] / epsilon.length));
      near(variance[half], exact[half], 0.05);
    });
  }
});

test("no baseline beats the best one, in μ or in σ", () => {
  for (const [mu, sigma] of [[1.2, 0.5], [0, 1], [-3, 0.05]]) {
    cloud.bestBaselines(mu, sigma).forEach((best, half) => {
      const least = cloud.scoreVariance(mu, sigma, best)[half];
      for (const off of [-1, -0.1, 0.1, 1]) assert.ok(cloud.scoreVariance(mu, sigma, best + off)[half] > least);
      assert.ok(least > cloud.pathwiseVariance(mu, sigma)[half]);
    });
  }
});
