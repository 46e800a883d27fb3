import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { CODE, GRID, Models, STEPS, place } from "../../vaeedu/widgets/weighed_parts/maths.mjs";

const bytes = new Uint8Array(readFileSync(new URL("../../vaeedu/widgets/weighed_parts/weights.bin", import.meta.url)));
const models = new Models(new DataView(bytes.buffer));
const ask = (information, total_correlation, dimension_wise) => ({ information, total_correlation, dimension_wise, digit: 3 });

test("a file that is not whole is refused", () => {
  assert.throws(() => new Models(new DataView(bytes.buffer, 0, 1000)), /must be \d+ bytes, got 1000/);
});

test("every place of the grid has a model of its own, and weights in between the nearest", () => {
  const numbers = new Set();
  for (const i of GRID.information) for (const t of GRID.total_correlation) for (const d of GRID.dimension_wise) {
    const [number, row] = place(ask(i, t, d));
    assert.deepEqual(row, [i, t, d]);
    numbers.add(number);
  }
  assert.equal(numbers.size, 32);
  assert.deepEqual(place(ask(0.2, 6, 3))[1], [0, 4, 4]);
  assert.deepEqual(place(ask(99, 99, 99))[1], [2, 10, 4]);
});

test("a traversal passes through the code itself where the coordinate has its value", () => {
  const s = models.solve(ask(1, 1, 1));
  assert.ok(s.traversals.length === CODE && s.traversals.every((row) => row.length === STEPS.length));
  const [k] = place(ask(1, 1, 1));
  const start = models.means[k][3];
  const moved = start.map((value, j) => (j === 2 ? STEPS[4] : value));
  assert.deepEqual(s.traversals[2][4], models.decode(k, moved));
});
