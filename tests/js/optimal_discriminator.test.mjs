import assert from "node:assert/strict";
import { test } from "node:test";
import * as gan from "../../vaeedu/widgets/optimal_discriminator/maths.mjs";

const PAIRS = [
  [[0, 1, 0], [0, 1, 0]],
  [[0, 0.5, 2.4], [0.8, 1, 0]],
  [[1, 0.25, 0], [-1, 2, 0]],
  [[-3, 0.3, 0], [3, 0.3, 0]],
  [[0, 0.3, 5], [0, 2, 0]],
];
const near = (actual, expected, tolerance = 1e-12) =>
  assert.ok(Math.abs(actual - expected) <= tolerance * (1 + Math.abs(expected)), `${actual} is not ${expected}`);

test("V at D* is −2 log 2 + 2 JSD, between −2 log 2 and 0", () => {
  for (const [p, g] of PAIRS) {
    near(gan.bestValue(p, g), -2 * Math.LN2 + 2 * gan.jsd(p, g));
    assert.ok(gan.jsd(p, g) >= 0 && gan.jsd(p, g) <= Math.LN2 + 1e-12);
    near(gan.jsd(p, g), gan.jsd(g, p));
  }
  near(gan.jsd(...PAIRS[0]), 0);
  near(gan.jsd(...PAIRS[3]), Math.LN2);
});

test("the KL divergence of two normal densities is the known one", () => {
  for (const [[m, s], [n, t]] of [[[1, 0.5], [-1, 2]], [[0, 1], [3, 1]], [[2, 2], [0, 0.25]]]) {
    near(gan.kl([m, s, 0], [n, t, 0]), Math.log(t / s) + (s * s + (m - n) ** 2) / (2 * t * t) - 0.5);
  }
});

test("D* solves p (1 − D) = g D, and stays a number where both densities vanish", () => {
  for (const [p, g] of PAIRS) {
    for (const x of [-3, -0.5, 0, 1, 2.2]) {
      const best = gan.optimal(x, p, g);
      near(Math.exp(gan.logDensity(x, p)) * (1 - best), Math.exp(gan.logDensity(x, g)) * best);
    }
    for (const x of [-1e4, 1e4]) assert.ok(gan.optimal(x, p, g) >= 0 && gan.optimal(x, p, g) <= 1);
  }
});

test("no discriminator is worth more, and what it loses integrates to the gap", () => {
  for (const [p, g] of PAIRS) {
    for (const logit of [() => 0, (x) => x, (x) => 3 - x * x, (x) => gan.logRatio(x, p, g) + 0.1 * Math.sin(x)]) {
      const gap = gan.bestValue(p, g) - gan.value(logit, p, g);
      assert.ok(gap >= -1e-12);
      let area = 0;
      for (let x = -12; x <= 12; x += 0.005) area += 0.005 * gan.loss(x, logit, p, g);
      if (Math.abs(p[0]) < 2) near(area, gap, 1e-6);
    }
  }
});

test("the network's slope agrees with finite differences", () => {
  const network = new gan.Discriminator();
  for (let i = 0; i < 20; i++) network.learn(...PAIRS[1]);
  const [real, fake] = [[-1.3, 0.4, 2], [0.1, -0.7, 1.5]];
  const loss = () => [...real.map((x) => gan.softplus(-network.logit(x))), ...fake.map((x) => gan.softplus(network.logit(x)))].reduce((a, b) => a + b) / 3;
  const slope = [...network.gradient(real, fake)];
  for (let i = 0; i < slope.length; i += 7) {
    const was = network.parameters[i];
    const at = (h) => ((network.parameters[i] = was + h), loss());
    const difference = (at(1e-5) - at(-1e-5)) / 2e-5;
    network.parameters[i] = was;
    near(slope[i], difference, 1e-8);
  }
});

test("it starts as a coin, worth −2 log 2", () => {
  for (const [p, g] of PAIRS) near(gan.trainedValue(0, p, g), -2 * Math.LN2);
});

test("training is the same every time, and closes in on the most from below", () => {
  for (const [p, g] of PAIRS) {
    assert.equal(gan.trainedValue(30, p, g), gan.trainedValue(30, p, g));
    const gap = gan.bestValue(p, g) - gan.trainedValue(400, p, g);
    assert.ok(gap >= 0 && gap < 0.06, `the gap is ${gap}`);
  }
});

test("samples have the density's mean and variance", () => {
  const network = new gan.Discriminator(7);
  const draws = Array.from({ length: 200000 }, () => network.sample([0.5, 0.4, 3]));
  const mean = draws.reduce((a, b) => a + b) / draws.length;
  const variance = draws.reduce((a, b) => a + (b - mean) ** 2, 0) / draws.length;
  near(mean, 0.5, 0.02);
  near(variance, 0.16 + 2.25, 0.01);
});

const [P, G] = [[0, 0.5, 2.4], [0.8, 1, 0]];

test("a step draws 64 points of either kind and moves as Adam's first step does, by its rate against the slope", () => {
  const trained = new gan.Discriminator();
  const [drawn, before] = [{ p: 0, g: 0 }, Float64Array.from(trained.parameters)];
  const sample = trained.sample.bind(trained);
  trained.sample = (bumps) => ((drawn[bumps === P ? "p" : "g"] += 1), sample(bumps));
  trained.learn(P, G);
  assert.deepEqual(drawn, { p: 64, g: 64 });
  const slope = Float64Array.from(trained.slope);
  assert.ok(slope.some((value) => Math.abs(value) > 1e-3));
  slope.forEach((value, i) => near(trained.parameters[i] - before[i], (-0.01 * value) / (Math.abs(value) + 1e-8), 1e-12));
});

test("its second step has Adam's two means, corrected for their start at 0", () => {
  const trained = new gan.Discriminator();
  trained.learn(P, G);
  const [first, before] = [Float64Array.from(trained.slope), Float64Array.from(trained.parameters)];
  trained.learn(P, G);
  trained.slope.forEach((second, i) => {
    const mean = (0.09 * first[i] + 0.1 * second) / (1 - 0.81);
    const square = (0.000999 * first[i] ** 2 + 0.001 * second ** 2) / (1 - 0.999 ** 2);
    near(trained.parameters[i] - before[i], (-0.01 * mean) / (Math.sqrt(square) + 1e-8), 1e-12);
  });
});
