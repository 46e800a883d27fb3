import assert from "node:assert/strict";
import { test } from "node:test";
import films from "./margin_films.golden.mjs";
import { FRAMES, Films, LAST, MARGINS } from "../../vaeedu/widgets/margin_films/maths.mjs";

test("a moment is what the whole film and the list of margins say of it", () => {
  for (const [frame, margin] of [[0, 1], [9, 7], [FRAMES - 1, LAST]]) {
    const s = films.solve({ frame, margin });
    for (const name of ["real_rate", "made_rate", "near", "away"]) {
      assert.equal(s[name], s.whole[frame][name]);
      assert.equal(s[name], s.margins[MARGINS.indexOf(margin)][name]);
    }
    assert.equal(s.points.length, 80);
    assert.ok(s.points.flat().every((x) => Math.abs(x) <= 2));
  }
});

test("every film begins with the same weights, whatever the margin", () => {
  const [first, last] = [1, LAST].map((margin) => films.solve({ frame: 0, margin }));
  assert.deepEqual(first.points, last.points);
});

test("shares are shares and rates are positive", () => {
  for (const margin of MARGINS) {
    for (const { real_rate, made_rate, near, away } of films.solve({ frame: 0, margin }).whole) {
      assert.ok(near >= 0 && near <= 1 && away >= 0 && away <= 1 && real_rate > 0 && made_rate > 0);
    }
  }
});

test("films of another length are refused", () => {
  assert.throws(() => new Films(new DataView(new ArrayBuffer(10))), /the films must be \d+ bytes, got 10: the file is not whole/);
});
