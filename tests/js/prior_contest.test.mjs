import assert from "node:assert/strict";
import { test } from "node:test";
import { CODES, ITEMS, codes, solve } from "../../vaeedu/widgets/prior_contest/maths.mjs";

const near = (actual, expected, tolerance = 1e-9) =>
  assert.ok(Math.abs(actual - expected) <= tolerance * (1 + Math.abs(expected)), `${actual} is not ${expected}`);
const total = (list) => list.reduce((a, b) => a + b, 0);

test("every datum is won once and pulls with all its weight", () => {
  for (const k of [1, 2, 10, 100, CODES]) {
    const s = solve({ k, sigma: 0.2, draw: 3 });
    assert.equal(total(s.ranked), ITEMS);
    near(total(s.pulls.map(([weight]) => weight)), ITEMS);
    assert.ok(s.ranked.length <= Math.min(k, ITEMS) && s.taught >= 1 && s.taught <= k);
  }
});

test("with a larger k the first codes stay, and a new draw has none of them", () => {
  const few = solve({ k: 5, sigma: 0.2, draw: 0 });
  const many = solve({ k: 50, sigma: 0.2, draw: 0 });
  assert.deepEqual(many.drawn.slice(0, 5), few.drawn);
  assert.deepEqual(many.shorts, few.shorts);
  const all = Array.from({ length: 200 }, (_, draw) => codes(draw)).flat(2);
  assert.equal(new Set(all).size, all.length);
});

test("the only code is pulled to the average of the data", () => {
  const { items, pulls: [[weight, ...sum]], taught } = solve({ k: 1, sigma: 0.1, draw: 0 });
  assert.equal(taught, 1);
  [0, 1].forEach((axis) => near(sum[axis] / weight, total(items.map((item) => item[axis])) / ITEMS));
});

test("the estimate gets better with the codes, and the last of its values is the one shown", () => {
  const one = solve({ k: 1, sigma: 0.7, draw: 1 });
  near(one.short, one.shorts[0]);
  const s = solve({ k: CODES, sigma: 1, draw: 1 });
  assert.ok(Math.abs(s.short) < 0.1 && s.shorts[0] > 0.3, "at this noise many codes are enough, and one is not");
});
