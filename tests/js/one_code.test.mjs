import assert from "node:assert/strict";
import { test } from "node:test";
import model from "./one_code.golden.mjs";
import { Model, SAMPLES } from "../../vaeedu/widgets/one_code/maths.mjs";

const state = (changed) => model.solve({ placed: [140, 120], draw: 3, noise: 100, ...changed });
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

test("without noise all samples of a code are one, and the noisy ones are the mean", () => {
  const s = state({ noise: 0 });
  assert.equal(s.noisy.length, SAMPLES);
  for (const picture of s.noisy) assert.deepEqual(picture, s.mean);
  for (const picture of s.finished) assert.deepEqual(picture, s.finished[0]);
  assert.equal(s.together_noisy, 0);
});

test("noise is of the scale that is told, and another draw is another", () => {
  const added = Array.from({ length: 41 }, (_, draw) => state({ draw })).flatMap((s) => s.noisy.flatMap((picture) => picture.map((value, i) => ((value - s.mean[i]) / s.scale[i]) ** 2)));
  assert.ok(Math.abs(mean(added) - 1) < 0.03); // 23,616 squares, standard error 0.009
  assert.notDeepEqual(state({ draw: 4 }).noisy, state({}).noisy);
});

test("the VAE's noise knows nothing of neighbours, and the generator's does, at nearly every code", () => {
  const places = [64, 96, 128, 160, 192].flatMap((u) => [64, 96, 128, 160, 192].map((v) => state({ placed: [u, v], draw: 7 })));
  assert.ok(Math.abs(mean(places.map((s) => s.together_noisy))) < 0.05);
  assert.ok(places.filter((s) => s.together_finished > s.together_noisy).length > 20);
});

test("scales lie between the floor and a half", () => {
  for (const placed of [[0, 0], [255, 255], [128, 128]]) for (const value of state({ placed }).scale) assert.ok(value > 0.05 && value <= 0.5);
});

test("a file that was cut short is refused", () => {
  assert.throws(() => new Model(new DataView(new ArrayBuffer(8))), /the file is not whole/);
});
