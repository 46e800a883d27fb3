import assert from "node:assert/strict";
import { test } from "node:test";
import model from "./code_path.golden.mjs";
import { sharpness } from "../../vaeedu/widgets/pixels.mjs";
import { MODELS, SHOWN, WAYS, between } from "../../vaeedu/widgets/code_path/maths.mjs";

const length = (z) => Math.hypot(...z);
const near = (a, b) => Math.abs(a - b) < 1e-12;

test("a way begins at the one code and ends at the other", () => {
  for (const onTheBall of [false, true]) {
    const [a, b] = [[3, 0, 0], [0, 2, 1]];
    assert.ok(between(a, b, 0, onTheBall).every((value, i) => near(value, a[i])));
    assert.ok(between(a, b, 1, onTheBall).every((value, i) => near(value, b[i])));
  }
});

test("on the ball the length goes evenly from the one to the other, and straight it is shorter", () => {
  const [a, b] = [[1, 0], [0, 3]];
  assert.ok(near(length(between(a, b, 0.25, true)), 1.5));
  assert.ok(length(between(a, b, 0.25, false)) < 1.5);
});

test("codes in one line, or in the middle, are joined straight", () => {
  for (const [a, b] of [[[1, 0], [2, 0]], [[1, 0], [-1, 0]], [[0, 0], [1, 1]]]) assert.deepEqual(between(a, b, 0.3, true), between(a, b, 0.3, false));
});

test("a digit with itself stays where it is", () => {
  for (const network of MODELS) {
    for (const way of WAYS) {
      const [one, other] = [0, 70].map((percent) => model.solve({ percent, first: 5, second: 5, way, network }));
      one.x.forEach((value, i) => assert.ok(Math.abs(value - other.x[i]) < 1e-9));
      assert.ok(near(other.mixed_sharpness, 1));
    }
  }
});

test("the sharpness of a flat picture is 0, and of one dot that of its Laplacian", () => {
  assert.equal(sharpness(Array(64).fill(0.5)), 0);
  const dot = Array(64).fill(0);
  dot[27] = 1; // inside: −4 at itself, 1 at four neighbours, 36 inner pixels
  assert.ok(near(sharpness(dot), (16 + 4) / 36));
});

test("there are three digits of each class", () => {
  assert.equal(SHOWN, 30);
  assert.equal(model.digits.length, 30);
});
