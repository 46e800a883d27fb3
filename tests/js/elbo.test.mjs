import assert from "node:assert/strict";
import { test } from "node:test";
import * as model from "../../vaeedu/widgets/elbo/maths.mjs";

const CASES = [];
for (const x of [-4, 0, 2]) for (const c of [-1, 0, 0.7, 2]) for (const noise of [0.2, 1, 2]) CASES.push([x, c, noise]);
const near = (actual, expected, tolerance = 1e-12) =>
  assert.ok(Math.abs(actual - expected) <= tolerance * (1 + Math.abs(expected)), `${actual} is not ${expected}`);

test("bound and gap add up to log p(x), for every q", () => {
  for (const of of CASES) for (const m of [-3, 0.1, 2]) for (const s of [0.05, 0.7, 2.5]) {
    near(model.elbo(...of, m, s) + model.gap(...of, m, s), model.logMarginal(...of), 1e-9);
    near(model.elbo(...of, m, s), model.expectedLogLikelihood(...of, m, s) - model.klToPrior(m, s));
  }
});

test("the posterior leaves exactly no gap, and everything else leaves one", () => {
  for (const of of CASES) {
    const [mean, scale] = model.posterior(...of);
    assert.equal(model.gap(...of, mean, scale), 0);
    for (const [dm, ds] of [[0.1, 0], [0, 0.1], [-0.1, -0.05]]) assert.ok(model.gap(...of, mean + dm * scale, scale * (1 + ds)) > 0);
  }
});

test("without a slope the posterior is the prior", () => {
  assert.deepEqual(model.posterior(3, 0, 0.5), [0, 1]);
});

test("every point of a ring has the ring's gap, and the ring goes round the posterior", () => {
  for (const level of [0.05, 0.5, 2, 8, 40]) {
    const ring = model.gapOutline(level, 1, 0.7);
    for (const [m, s] of ring) near(model.klToPrior((m - 1) / 0.7, s / 0.7), level, 1e-9);
    assert.ok(ring.some(([m]) => m < 1) && ring.some(([m]) => m > 1) && ring.some(([, s]) => s < 0.7) && ring.some(([, s]) => s > 0.7));
  }
});
