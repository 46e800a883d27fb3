import assert from "node:assert/strict";
import { test } from "node:test";
import { Network, RULES, Trainer, centresOf, judge, level, place } from "../../vaeedu/widgets/gan_trainer/maths.mjs";

const RING = Array.from({ length: 25 }, (_, i) => (i < 8 ? [level(Math.cos((i * Math.PI) / 4)), level(Math.sin((i * Math.PI) / 4))] : [128, 128])).flat();
const EQUAL = { generator_rate: 0.001, critic_rate: 0.001, noise: 0, k: 1, packed: 1, seed: 5, game: "non-saturating", count: 8, places: RING };
const near = (a, b, most = 1e-9) => assert.ok(Math.abs(a - b) <= most * (1 + Math.abs(b)), `${a} and ${b}`);

test("slopes are those of the costs", () => {
  for (const [game, rules] of Object.entries(RULES)) {
    for (const [who, rule] of Object.entries(rules)) {
      for (const a of [-4, -0.3, 0, 1.7, 5]) {
        near(rule(a)[1], (rule(a + 1e-6)[0] - rule(a - 1e-6)[0]) / 2e-6, 1e-6, `${game}, ${who}`);
      }
      assert.ok(game.endsWith("KL") || [-800, 800].every((a) => rule(a).every(Number.isFinite)));
    }
  }
});

test("a network's gradient agrees with finite differences, in its parameters and in its inputs", () => {
  let state = 1;
  const network = new Network([2, 5, 4, 2], () => ((state = (state * 16807) % 2147483647) / 2147483647));
  const [input, pull] = [Float64Array.from([0.3, -1, 2, 0.7, -0.2, 0.1]), Float64Array.from([1, -2, 0.5, 0.4, -1, 3])];
  const value = () => network.forward(input, 3).reduce((sum, y, i) => sum + y * pull[i], 0);
  value();
  const ofInput = network.backward(pull, 3, true);
  const check = (list, slopes) => list.forEach((was, i) => {
    const at = (h) => ((list[i] = was + h), value());
    const difference = (at(1e-6) - at(-1e-6)) / 2e-6;
    list[i] = was;
    near(slopes[i], difference, 1e-6);
  });
  check(input, ofInput);
  network.parameters.forEach((list, k) => check(list, network.gradient[k]));
});

test("the same settings give the same training, and another seed another one", () => {
  const run = (seed) => {
    const trainer = new Trainer({ ...EQUAL, seed });
    for (let i = 0; i < 20; i++) trainer.step();
    return Array.from(trainer.shown().points);
  };
  assert.deepEqual(run(5), run(5));
  assert.notDeepEqual(run(5), run(6));
});

test("the generator moves in every k-th step, and noise falls to nothing", () => {
  const trainer = new Trainer({ ...EQUAL, k: 4, noise: 0.6 });
  for (let i = 0; i < 9; i++) trainer.step();
  assert.equal(trainer.generator.moves, 3);
  assert.equal(trainer.critic.moves, 9);
  near(trainer.noise(), 0.6 * (1 - 9 / 3000));
  trainer.steps = 5000;
  assert.equal(trainer.noise(), 0);
});

test("bells are judged by a quarter of their fair share", () => {
  const centres = [[0, 0], [1, 0]];
  const points = (counts) => centres.flatMap((centre, i) => Array.from({ length: counts[i] }, () => centre)).flat();
  assert.deepEqual(judge(points([87, 13]), centres), { modes: 2, near: 1 });
  assert.deepEqual(judge(points([88, 12]), centres), { modes: 1, near: 1 });
  assert.deepEqual(judge([0.151, 0, 0.149, 0], [[0, 0]]), { modes: 1, near: 0.5 });
});

test("levels and places are inverse, and only the bells that are meant are used", () => {
  for (let l = 0; l < 256; l++) assert.equal(level(place(l)), l);
  assert.deepEqual(centresOf({ count: 1, places: [192, 64, 0, 0] }), [[1, -1]]);
});

test("rates that blow up are told", () => {
  const trainer = new Trainer({ ...EQUAL, generator_rate: 1e6, critic_rate: 1e6, game: "forward KL" });
  for (let i = 0; i < 30; i++) trainer.step();
  assert.equal(trainer.shown().finite, false);
});

// The presets keep what their names say, at seeds that nothing was chosen by.
for (const [name, settings, seeds, good] of [
  ["it works", { count: 2, places: [level(-0.75), 128, level(0.75), 128] }, [101], (modes) => modes === 2],
  ["a collapse", { generator_rate: 0.003, critic_rate: 0.0003 }, [101], (modes) => modes <= 3],
  ["cured", { packed: 2 }, [101, 202], (modes) => modes >= 6],
  ["a gradient that vanishes", { game: "saturating", critic_rate: 0.01, k: 10 }, [101], (modes) => modes <= 3],
]) {
  test(`preset: ${name}`, () => {
    for (const seed of seeds) {
      const trainer = new Trainer({ ...EQUAL, ...settings, seed });
      for (let i = 0; i < 2000; i++) trainer.step();
      const { modes } = judge(trainer.shown().points, trainer.centres);
      assert.ok(good(modes), `seed ${seed}: ${modes} of ${settings.count ?? 8}`);
    }
  });
}
