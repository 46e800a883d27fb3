import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { CLASSES, Model, level, place, rate } from "../../vaeedu/widgets/class_plane/maths.mjs";

const bytes = new Uint8Array(readFileSync(new URL("../../vaeedu/widgets/class_plane/weights.bin", import.meta.url)));
const model = new Model(new DataView(bytes.buffer));
const means = model.centres.flat().map(level);

test("a code that is the prior's costs nothing, and a shift half its square", () => {
  assert.equal(rate([1, -2], [1, 1], [1, -2]), 0);
  assert.ok(Math.abs(rate([1, -2], [1, 1], [1, 1]) - 4.5) < 1e-12);
});

test("written as its own class a digit is its own reconstruction, wherever the means are", () => {
  for (const where of [means, means.map(() => 128)]) {
    const s = model.solve({ item: 12, label: 0, seed: 0, means: where });
    const rebuilt = model.decode(0, s.mean);
    s.written[s.own].forEach((value, i) => assert.ok(Math.abs(value - rebuilt[i]) < 1e-12));
  }
});

test("with all means in one place every class is written alike", () => {
  const { written } = model.solve({ item: 5, label: 1, seed: 3, means: means.map(() => 100) });
  for (let k = 1; k < CLASSES; k++) assert.deepEqual(written[k], written[0]);
});

test("levels and places are inverse, and stay within the plane", () => {
  for (let l = 0; l < 256; l++) assert.equal(level(place(l)), l);
  assert.deepEqual([level(-99), level(99)], [0, 255]);
});

test("weights of another length are refused", () => {
  assert.throws(() => new Model(new DataView(bytes.buffer, 0, bytes.length - 4)), /the file is not whole/);
});
