import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { BETAS, Models, nearest } from "../../vaeedu/widgets/beta_on_digits/maths.mjs";

const bytes = new Uint8Array(readFileSync(new URL("../../vaeedu/widgets/beta_on_digits/weights.bin", import.meta.url)));
const models = new Models(new DataView(bytes.buffer));

test("a file that is not whole is refused", () => {
  assert.throws(() => new Models(new DataView(bytes.buffer, 0, 1000)), /must be 90272 bytes, got 1000/);
});

test("each trained β finds its own model, and one in between the nearer by ratio", () => {
  BETAS.forEach((beta, k) => assert.equal(nearest(beta), k));
  for (let k = 1; k < BETAS.length; k++) {
    const middle = Math.sqrt(BETAS[k - 1] * BETAS[k]);
    assert.deepEqual([nearest(middle * 0.999), nearest(middle * 1.001)], [k - 1, k]);
  }
  assert.deepEqual([nearest(1e-12), nearest(1e12)], [0, BETAS.length - 1]);
});

test("a dearer code says less, in the models and in theory", () => {
  const states = BETAS.map((beta) => models.solve({ beta, seed: 0 }));
  for (let k = 1; k < BETAS.length; k++) assert.ok(states[k].rate < states[k - 1].rate && states[k].linear <= states[k - 1].linear);
});

test("a new draw changes the pictures and no number", () => {
  const [one, other] = [1, 2].map((seed) => models.solve({ beta: 0.12, seed }));
  assert.deepEqual(one.pictures[0], other.pictures[0]);
  assert.notDeepEqual(one.pictures[1], other.pictures[1]);
  assert.notDeepEqual(one.pictures[2], other.pictures[2]);
  assert.deepEqual({ ...one, seed: 0, pictures: 0 }, { ...other, seed: 0, pictures: 0 });
});
