import assert from "node:assert/strict";
import { test } from "node:test";
import * as vae from "../../vaeedu/widgets/linear_vae/maths.mjs";

const CASES = [];
for (const t of [0.2, 0.42, 0.73, 1, 1.4]) for (const share of [0.01, 0.3, 0.5, 0.95, 1, 1.3, 4]) CASES.push([share * vae.threshold(t), t]);
const near = (actual, expected, tolerance = 1e-12) =>
  assert.ok(Math.abs(actual - expected) <= tolerance * (1 + Math.abs(expected)), `${actual} is not ${expected}`);

test("t = β = 1 gives √2/2 three times", () => {
  for (const value of vae.minimiser(1, 1)) near(value, Math.SQRT1_2);
});

test("the gradient agrees with finite differences", () => {
  for (const [beta, t] of CASES) {
    const point = [0.7, 0.6, -0.4];
    vae.gradient(...point, beta, t).forEach((slope, i) => {
      const at = (h) => vae.loss(...point.map((value, j) => value + (i === j ? h : 0)), beta, t);
      near(slope, (at(1e-5) - at(-1e-5)) / 2e-5, 1e-8);
    });
  }
});

test("the minimiser and its mirror image have no gradient and the least loss", () => {
  for (const [beta, t] of CASES) {
    const [a, b, c] = vae.minimiser(beta, t);
    for (const sign of [1, -1]) {
      for (const slope of vae.gradient(sign * a, b, sign * c, beta, t)) near(slope, 0, 1e-12);
      near(vae.loss(sign * a, b, sign * c, beta, t), vae.minimum(beta, t));
    }
    near(vae.distortion(a, b, c, t) + beta * vae.rate(a, b, t), vae.minimum(beta, t));
  }
});

test("the code is dead exactly from 2t² on, for every t of the slider", () => {
  for (let i = 20; i <= 140; i++) {
    const t = i / 100;
    assert.deepEqual(vae.minimiser(vae.threshold(t), t), [0, 1, 0]);
    assert.ok(vae.minimiser(vae.threshold(t) * (1 - 1e-12), t)[0] > 0);
    near(vae.minimum(vae.threshold(t) * (1 - 1e-9), t), t * t, 1e-8);
  }
});

test("β = 0 is the limit: ac = 1, no noise, no loss, an infinite rate", () => {
  for (const t of [1e-3, 1, 1e3]) {
    const [a, b, c] = vae.minimiser(0, t);
    near(a * c, 1);
    assert.equal(b, 0);
    assert.equal(vae.minimum(0, t), 0);
    near(vae.loss(a, b, c, 0, t), 0);
    assert.equal(vae.rate(a, b, t), Infinity);
    assert.ok(vae.gradient(a, b, c, 0, t).every((slope) => Math.abs(slope) < 1e-9));
  }
});

test("the aggregate is the prior, and the model's marginal the data, below the threshold", () => {
  for (const [beta, t] of CASES) {
    const [a, b, c] = vae.minimiser(beta, t);
    near(vae.aggregateScale(a, b, t), 1);
    if (beta <= vae.threshold(t)) near(vae.marginalScale(c, beta), t);
    else assert.ok(vae.marginalScale(c, beta) > t);
  }
});

test("extreme inputs give numbers", () => {
  for (const t of [1e-150, 1e-9, 1e9, 1e150]) {
    for (const beta of [0, 1e-300, 1, 1e300]) {
      for (const value of [...vae.minimiser(beta, t), vae.minimum(beta, t)]) assert.ok(!Number.isNaN(value), `β = ${beta}, t = ${t}`);
      const path = vae.descentPath([-1.6, 0.4], vae.minimiser(beta, t)[1], beta, t);
      assert.ok(path.length >= 2 && path.flat().every(Number.isFinite));
    }
  }
});

test("the descent never climbs, stays short and ends at a minimum", () => {
  for (const t of [0.5, 1, 1.4]) {
    for (const share of [0.1, 0.5, 0.8, 1.5, 5]) {
      const beta = share * vae.threshold(t);
      const [a, b, c] = vae.minimiser(beta, t);
      for (const [A, C] of [[-1.6, 0.4], [2, 2], [0.05, 0.3], [-2, 1.9], [5, -4]]) {
        const path = vae.descentPath([A / t, C * t], b, beta, t);
        const losses = path.map(([x, y]) => vae.loss(x, b, y, beta, t));
        assert.ok(losses.every((value, i) => i === 0 || value <= losses[i - 1] * (1 + 1e-14)));
        assert.ok(path.length < 1500, `${path.length} points`);
        const [x, y] = path.at(-1);
        near(Math.abs(x), a, 1e-5);
        near(Math.abs(y), c, 1e-5);
        assert.ok(x * y >= -1e-9, "a and c end with one sign");
      }
    }
  }
});

test("only a start on the line of symmetry ends at the saddle", () => {
  const [, b] = vae.minimiser(1, 1);
  const [x, y] = vae.descentPath([-1, 1], b, 1, 1).at(-1);
  near(Math.hypot(x, y), 0, 1e-6);
  const [p, q] = vae.descentPath([-1, 1.001], b, 1, 1).at(-1);
  near(Math.hypot(p, q), 1, 1e-5);
});

test("β = 0: the descent ends where ac = 1", () => {
  const [x, y] = vae.descentPath([-1.6, 0.4], 0, 0, 1).at(-1);
  near(x * y, 1, 1e-6);
});

test("from far away the descent may not arrive, but does not diverge", () => {
  const [, b] = vae.minimiser(1, 1);
  const path = vae.descentPath([400, -300], b, 1, 1);
  const losses = path.map(([x, y]) => vae.loss(x, b, y, 1, 1));
  assert.ok(losses.at(-1) < losses[0] && path.length < 1500);
});

test("at the threshold the descent is slow but bounded", () => {
  const path = vae.descentPath([-1.6, 0.4], 1, 2, 1);
  assert.ok(path.length < 1000 && Math.hypot(...path.at(-1)) < 0.05);
});

test("every point of a contour has the contour's loss", () => {
  for (const [beta, t] of [...CASES, [0, 1]]) {
    const [, b] = vae.minimiser(beta, t);
    for (const excess of [0.01, 0.2, 3]) {
      for (const [A, C] of vae.sublevel(excess, beta, t, 1e3).flat()) {
        if (Math.abs(C) > 1e3 || Math.abs(A) > 999) continue; // a cut-off branch, open at β = 0
        near(vae.loss(A / t, b, C * t, beta, t), vae.minimum(beta, t) + excess * t * t, 1e-6);
      }
    }
  }
  assert.equal(vae.sublevel(0.2, 1, 1, 5).length, 2); // below the saddle: one region about each minimum
  assert.equal(vae.sublevel(0.3, 1, 1, 5).length, 1);
});
