import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as explorer from "../../vaeedu/widgets/latent_explorer/maths.mjs";

const bytes = new Uint8Array(readFileSync(new URL("../../vaeedu/widgets/latent_explorer/weights.bin", import.meta.url)));
const network = new explorer.Network(new DataView(bytes.buffer));
const near = (actual, expected, tolerance) => assert.ok(Math.abs(actual - expected) <= tolerance, `${actual} is not ${expected}`);
const total = (values) => values.reduce((sum, value) => sum + value, 0);

test("a file that is cut short is refused", () => {
  assert.throws(() => new explorer.Network(new DataView(bytes.buffer, 0, 1000)), /must be 812488 bytes, got 1000/);
});

test("the log-likelihood stays finite where a probability rounds to 0 or 1", () => {
  const logits = Float64Array.of(800, -800, 0);
  near(explorer.logLikelihood([1, 0, 1], logits), -Math.LN2, 1e-12);
  near(explorer.logLikelihood([0, 1, 1], logits), -1600 - Math.LN2, 1e-9);
});

test("the rate of the prior is 0, of a far and narrow code what the closed form says", () => {
  assert.equal(explorer.rate({ mean: [0, 0], scale: [1, 1] }), 0);
  near(explorer.rate({ mean: [1, 0], scale: [1, 2] }), 0.5 + 1.5 - Math.LN2, 1e-12);
});

test("draws are uniform, their own for each seed, and make a sample of the given probabilities", () => {
  const seeds = [0, 1, 2, 1000, 2 ** 20 - 1].map(explorer.uniforms);
  const draws = seeds.flatMap((list) => [...list]);
  assert.ok(draws.every((u) => u >= 0 && u < 1) && new Set(draws).size === draws.length);
  const thirds = [0, 1, 2].map((k) => draws.filter((u) => Math.floor(3 * u) === k).length / draws.length);
  for (const share of thirds) near(share, 1 / 3, 4 * Math.sqrt(2 / 9 / draws.length));
  const half = explorer.sample(new Float64Array(784).fill(0.5), 3);
  near(total(half), 392, 4 * 14);
  assert.deepEqual(half, explorer.sample(new Float64Array(784).fill(0.5), 3));
});

test("a drawn digit is as large as MNIST's and lies where MNIST's do, wherever and however large it was drawn", () => {
  for (let number = 0; number < 10; number++) {
    const strokes = explorer.digit(number);
    const levels = explorer.drawing(strokes);
    assert.ok(levels.length === 784 && levels.every((level) => Number.isInteger(level) && level >= 0 && level <= 255));
    const inked = levels.flatMap((level, i) => (level > 127 ? [[i % 28, Math.floor(i / 28)]] : []));
    const sides = [0, 1].map((axis) => 1 + Math.max(...inked.map((at) => at[axis])) - Math.min(...inked.map((at) => at[axis])));
    assert.ok(Math.max(...sides) >= 19 && Math.max(...sides) <= 21, `${number}: ${sides}`);
    for (const place of [(i) => i % 28, (i) => Math.floor(i / 28)]) {
      near(total(levels.map((level, i) => level * (place(i) + 0.5))) / total(levels), 14.5, 0.05);
    }
    const moved = strokes.map((stroke) => stroke.map(([x, y]) => [3 + 7.5 * x, 7.5 * y - 40]));
    explorer.drawing(moved).forEach((level, i) => near(level, levels[i], 1));
  }
});

test("a single tap is a dot in the middle", () => {
  const levels = explorer.drawing([[[31, 70]]]);
  assert.equal(levels[14 * 28 + 14], 255);
  near(total(levels) / 255, Math.PI * 1.3 ** 2, 1);
});

test("lines are as dark as MNIST's", () => {
  const ink = Array.from({ length: 10 }, (_, number) => total(explorer.drawing(explorer.digit(number))) / 255);
  near(total(ink) / 10, 103.9, 10); // the mean over MNIST's 10,000 test digits
});

test("the encoder takes the ready-made digits for what they are", () => {
  const right = Array.from({ length: 10 }, (_, number) => {
    const { mean } = network.encode(explorer.drawing(explorer.digit(number)).map((level) => level / 255));
    return network.nearest(mean).digit === number;
  });
  assert.ok(right.filter(Boolean).length >= 8, right.join(" "));
});

test("the distortion of a q without width is the log-likelihood at its mean", () => {
  const x = network.decode([1, -1]);
  near(network.distortion(x, { mean: [1, -1], scale: [0, 0] }), -explorer.logLikelihood(x, network.logits([1, -1])), 1e-9);
});

test("the ten nearest codes vote, no eleventh", () => {
  const codes = Array.from(network.codes);
  try {
    // Five codes of 3s at distance 0.1, four of 7s at 0.2, one more 7 at 0.3: a tie, which the smaller digit wins; an eleventh, a 7, would break it.
    network.codes.fill(100);
    const place = (digit, number, x) => network.codes.set([x, 0], 2 * (100 * digit + number));
    for (let i = 0; i < 5; i++) place(3, i, 0.1);
    for (let i = 0; i < 4; i++) place(7, i, 0.2);
    place(7, 4, 0.3);
    place(7, 5, 0.4);
    assert.deepEqual(network.nearest([0, 0]), { digit: 3, votes: 5 });
    assert.equal(network.nearest([-0.25, 0]).votes, 5, "the 7s are out of reach");
    assert.equal(network.nearest([-9, 0]).votes, 0, "where no code is, nothing is said of digits");
  } finally {
    network.codes.set(codes);
  }
});

test("a ready-made digit is rounded by cutting its corners three times", () => {
  const chaikin = (points) => [points[0], ...points.slice(1).flatMap(([x, y], i) => [0.25, 0.75].map((t) => [points[i][0] + t * (x - points[i][0]), points[i][1] + t * (y - points[i][1])])), points.at(-1)];
  const seven = [[3, 2], [16, 1], [16, 1], [12, 9], [8, 20]];
  const rounded = chaikin(chaikin(chaikin(seven)));
  const [stroke] = explorer.digit(7);
  assert.equal(stroke.length, rounded.length);
  stroke.flat().forEach((value, i) => near(value, rounded.flat()[i], 1e-12));
});
