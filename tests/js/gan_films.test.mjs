import assert from "node:assert/strict";
import { test } from "node:test";
import films from "./gan_films.golden.mjs";
import { CENTRES, FRAMES, Films, seen } from "../../vaeedu/widgets/gan_films/maths.mjs";

test("a point counts for the nearest bell within three scales, and for no other", () => {
  const counts = seen([[1, 0], [1.149, 0], [1.151, 0], [0, 0], [0, -1]], CENTRES.ring);
  assert.deepEqual(counts, [2, 0, 0, 0, 0, 0, 1, 0]);
});

test("a frame is what the whole film says of it", () => {
  for (const frame of [0, 17, FRAMES - 1]) {
    const s = films.solve({ frame, data: "grid", game: "reverse KL", seed: 1 });
    assert.equal(s.modes, s.whole[frame].modes);
    assert.equal(s.points.length, 80);
    assert.ok(s.points.flat().every((x) => Math.abs(x) <= 2));
  }
});

test("the critic of a VAE has no answers, and a film begins with the same weights for all data", () => {
  assert.ok(films.solve({ frame: 20, data: "ring", game: "VAE", seed: 0 }).answers.every((a) => a === 0));
  const [ring, grid] = ["ring", "grid"].map((data) => films.solve({ frame: 0, data, game: "saturating", seed: 0 }));
  assert.deepEqual(ring.points, grid.points);
});

test("films of another length are refused", () => {
  assert.throws(() => new Films(new DataView(new ArrayBuffer(10))), /the films must be \d+ bytes, got 10: the file is not whole/);
});
