import assert from "node:assert/strict";
import { test } from "node:test";
import * as code from "../../vaeedu/widgets/beta_of_code/maths.mjs";

test("known losses", () => {
  const known = Object.fromEntries(Object.entries(code.KNOWN).map(([name, loss]) => [name, Number(code.beta(loss).toPrecision(12))]));
  assert.deepEqual(known, {
    "pytorch/examples": 1, "keras-io": 1, pythae: 1, "disentangling-vae": Number((1 / 255).toPrecision(12)), "PyTorch-VAE": 3.072, "podgorskiy/VAE": 9.6,
  });
});

test("the weight for the β wanted trains it", () => {
  for (const known of Object.values(code.KNOWN)) {
    const loss = { ...known, wanted: 2.5, sigma: 0.1 };
    const changed = { ...loss, kl_weight: code.weight(loss) };
    assert.ok(Math.abs(code.beta(changed) - 2.5) < 1e-12);
  }
});

test("a cross entropy has no scale and draws black and white", () => {
  assert.ok(Number.isNaN(code.trainedScale(code.KNOWN["keras-io"])));
  assert.deepEqual([...new Set(code.drawn(NaN))].sort(), [0, 1]);
});
