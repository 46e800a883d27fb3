import assert from "node:assert/strict";
import { test } from "node:test";
import { halves } from "../../vaeedu/widgets/halves.mjs";

test("half-precision numbers of every kind are read exactly", () => {
  const known = new Map([[0x3c00, 1], [0xbc00, -1], [0x3555, 0.333251953125], [0x7bff, 65504], [0x0400, 2 ** -14], [0x0001, 2 ** -24], [0x83ff, -1023 * 2 ** -24], [0, 0], [0x8000, -0]]);
  const view = new DataView(new ArrayBuffer(2 * known.size));
  [...known.keys()].forEach((bits, i) => view.setUint16(2 * i, bits, true));
  assert.deepEqual([...halves(view)], [...known.values()]);
});
