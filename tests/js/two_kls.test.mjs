import assert from "node:assert/strict";
import { test } from "node:test";
import { descend, forwards, reverse, solve, variance } from "../../vaeedu/widgets/two_kls/maths.mjs";

const near = (a, b, most = 1e-9) => assert.ok(Math.abs(a - b) < most, `${a} and ${b}`);

test("the curves are the divergences that the numbers show", () => {
  for (const [gap, mean, scale] of [[4, 0.6, 1.2], [0, -1, 0.3], [6, 3, 0.5]]) {
    const s = solve({ gap, mean, scale });
    near(forwards(gap)(mean, scale), s.forward);
    near(reverse(gap, mean, scale), s.reverse, 1e-12);
  }
});

test("forward descent ends at the data's moments, where the divergence is the least", () => {
  const [mean, scale] = descend("forward", 3, 2.5, 0.3);
  near(mean, 0, 1e-6);
  near(scale, Math.sqrt(variance(3)), 1e-6);
  near(solve({ gap: 3, mean, scale }).forward, solve({ gap: 3, mean, scale }).least, 1e-9);
});

test("neither descent ever goes up", () => {
  for (const direction of ["forward", "reverse"]) {
    let [m, s] = [1.3, 3.5];
    let before = solve({ gap: 4, mean: m, scale: s })[direction];
    for (let i = 0; i < 3; i++) {
      [m, s] = descend(direction, 4, m, s);
      const now = solve({ gap: 4, mean: m, scale: s })[direction];
      assert.ok(now <= before + 1e-12);
      before = now;
    }
  }
});
