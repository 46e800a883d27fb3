import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { CLASSES, Model, level, place, shareTold, turned } from "../../vaeedu/widgets/style_twin/maths.mjs";

const bytes = new Uint8Array(readFileSync(new URL("../../vaeedu/widgets/style_twin/weights.bin", import.meta.url)));
const model = new Model(new DataView(bytes.buffer));
const near = (a, b, most = 1e-9) => assert.ok(Math.abs(a - b) < most, `${a} and ${b}`);

test("a turn and the turn back are nothing, and a quarter exchanges the coordinates", () => {
  turned(turned([0.3, -1.2], 77), -77).forEach((value, j) => near(value, [0.3, -1.2][j]));
  turned([1, 0], 90).forEach((value, j) => near(value, [0, 1][j]));
});

test("the loss does not move while the angle does", () => {
  const still = model.solve({ item: 4, label: 1, angle: 0, moved: [150, 90] });
  for (const angle of [1, 36, 90]) {
    const s = model.solve({ item: 4, label: 1, angle, moved: [150, 90] });
    for (const what of ["rate", "distortion"]) {
      near(s[`${what}_twin`], s[what]);
      near(s[what], still[what]);
    }
    assert.ok(s.told_twin < still.told_twin);
  }
});

test("without a turn the twin is the model", () => {
  const s = model.solve({ item: 6, label: 3, angle: 0, moved: [128, 128] });
  s.row_twin.forEach((picture, k) => picture.forEach((value, i) => near(value, s.row[k][i], 1e-12)));
  assert.equal(s.row.length, CLASSES);
});

test("all is told of what lies in a plane, and nothing of what is the same everywhere", () => {
  const points = [[0, 0], [1, 0], [0, 1], [2, 3]];
  near(shareTold(points, points.map(([a, b]) => [a + 2 * b, 3 - b])), 1);
  near(shareTold([[1, 0], [-1, 0], [0, 1], [0, -1]], [[1, 0], [1, 0], [-1, 0], [-1, 0]]), 0);
});

test("levels and places are inverse, and stay within the plane", () => {
  for (let l = 0; l < 256; l++) assert.equal(level(place(l)), l);
});

test("weights of another length are refused", () => {
  assert.throws(() => new Model(new DataView(bytes.buffer, 0, bytes.length - 4)), /the file is not whole/);
});
