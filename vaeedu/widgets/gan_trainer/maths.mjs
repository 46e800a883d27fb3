// A GAN in the plane that is trained in the page, with gradients written out: networks 2 → 32 → 32 → 2 and 2·packed → 32 → 32 → 1, as in `vaeedu.adversarial`.
// No drawing and no page here, so that the tests repeat its steps with PyTorch.
import { uniform } from "../draws.mjs";
import { plane } from "../plane.mjs";

export const [MOST, WIDTH, BATCH, LATENT, SCALE, ANNEAL] = [25, 32, 64, 2, 0.05, 3000];
export const [SHOWN, SIDE, REACH] = [300, 16, 1.75];
export const GAMES = ["non-saturating", "saturating", "forward KL", "reverse KL"];
const [BETA1, BETA2, EPSILON] = [0.5, 0.9, 1e-8];

/** Where a level from 0 to 255 lies in the plane of the data, and back. */
export const { place, level } = plane(64);

/** The centres of the data, [[x, y], …], from the levels of which the first `count` pairs are meant. */
export const centresOf = ({ places, count }) => Array.from({ length: count }, (_, i) => [place(places[2 * i]), place(places[2 * i + 1])]);

const sigmoid = (a) => (a >= 0 ? 1 / (1 + Math.exp(-a)) : Math.exp(a) / (1 + Math.exp(a)));
const softplus = (a) => Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a)));
const logistic = { real: (a) => [softplus(-a), sigmoid(a) - 1], fake: (a) => [softplus(a), sigmoid(a)] };

/** What a logit costs, and the slope of that: to the critic, of a real and of a generated point, and to the generator. A constant is left out. */
export const RULES = {
  "non-saturating": { ...logistic, generator: (a) => [softplus(-a), sigmoid(a) - 1] },
  saturating: { ...logistic, generator: (a) => [-softplus(a), -sigmoid(a)] },
  "forward KL": { real: (a) => [-a, -1], fake: (a) => [Math.exp(a), Math.exp(a)], generator: (a) => [-Math.exp(a), -Math.exp(a)] },
  "reverse KL": { real: (a) => [Math.exp(-a), -Math.exp(-a)], fake: (a) => [a, 1], generator: (a) => [-a, -1] },
};

/** A network inputs → 32 → 32 → outputs with ReLU in between, and its Adam. `parameters` are weights, those from one input together, and biases, layer by layer. */
export class Network {
  constructor(sizes, draw) {
    this.sizes = sizes;
    this.layers = sizes.length - 1;
    this.parameters = [];
    for (let l = 0; l < this.layers; l++) {
      const reach = 1 / Math.sqrt(sizes[l]); // as PyTorch begins
      for (const length of [sizes[l] * sizes[l + 1], sizes[l + 1]]) this.parameters.push(Float64Array.from({ length }, () => reach * (2 * draw() - 1)));
    }
    const like = () => this.parameters.map(({ length }) => new Float64Array(length));
    [this.gradient, this.first, this.second] = [like(), like(), like()];
    this.moves = 0;
  }
  /** The outputs of `rows` inputs, one after the other in a flat list; what lies in between is kept for `backward`. What a ReLU has set to 0 is passed over. */
  forward(input, rows) {
    this.values = [input];
    for (let l = 0; l < this.layers; l++) {
      const [from, to, weights, biases, x] = [this.sizes[l], this.sizes[l + 1], this.parameters[2 * l], this.parameters[2 * l + 1], this.values[l]];
      const y = new Float64Array(rows * to);
      for (let r = 0; r < rows; r++) {
        const at = r * to;
        for (let j = 0; j < to; j++) y[at + j] = biases[j];
        for (let i = 0; i < from; i++) {
          const value = x[r * from + i];
          if (value === 0) continue;
          for (let j = 0, w = i * to; j < to; j++) y[at + j] += value * weights[w + j];
        }
      }
      if (l < this.layers - 1) for (let i = 0; i < y.length; i++) if (y[i] < 0) y[i] = 0;
      this.values.push(y);
    }
    return this.values[this.layers];
  }
  /** From the loss's slopes in the outputs: those in the inputs, and, if asked for, added to `gradient`, those in the parameters. */
  backward(slopes, rows, own) {
    let ahead = slopes;
    for (let l = this.layers - 1; l >= 0; l--) {
      const [from, to, weights, x] = [this.sizes[l], this.sizes[l + 1], this.parameters[2 * l], this.values[l]];
      const [ofWeights, ofBiases] = [this.gradient[2 * l], this.gradient[2 * l + 1]];
      const back = new Float64Array(rows * from);
      for (let r = 0; r < rows; r++) {
        const at = r * to;
        if (own) for (let j = 0; j < to; j++) ofBiases[j] += ahead[at + j];
        for (let i = 0; i < from; i++) {
          const value = x[r * from + i];
          if (value === 0 && l > 0) continue; // neither side of a ReLU that is off gets a slope
          const w = i * to;
          let sum = 0;
          for (let j = 0; j < to; j++) sum += ahead[at + j] * weights[w + j];
          back[r * from + i] = sum;
          if (own) for (let j = 0; j < to; j++) ofWeights[w + j] += value * ahead[at + j];
        }
      }
      ahead = back;
    }
    return ahead;
  }
  /** One step of Adam down the gradient, which is 0 afterwards. */
  move(rate) {
    this.moves += 1;
    const [bias1, bias2] = [1 - BETA1 ** this.moves, Math.sqrt(1 - BETA2 ** this.moves)];
    this.parameters.forEach((p, k) => {
      const [g, m, v] = [this.gradient[k], this.first[k], this.second[k]];
      for (let i = 0; i < p.length; i++) {
        m[i] += (1 - BETA1) * (g[i] - m[i]);
        v[i] += (1 - BETA2) * (g[i] * g[i] - v[i]);
        p[i] -= ((rate / bias1) * m[i]) / (Math.sqrt(v[i]) / bias2 + EPSILON);
      }
      g.fill(0);
    });
  }
}

/** Two networks and all that they need to play on. The same settings from the start give the same training. */
export class Trainer {
  constructor(settings) {
    this.draw = uniform(settings.seed);
    this.spare = undefined;
    this.normal = () => {
      if (this.spare !== undefined) {
        const normal = this.spare;
        this.spare = undefined;
        return normal;
      }
      const [radius, turn] = [Math.sqrt(-2 * Math.log(1 - this.draw())), 2 * Math.PI * this.draw()];
      this.spare = radius * Math.sin(turn);
      return radius * Math.cos(turn);
    };
    this.generator = new Network([LATENT, WIDTH, WIDTH, 2], this.draw);
    this.critic = new Network([2 * settings.packed, WIDTH, WIDTH, 1], this.draw);
    this.codes = this.normals(SHOWN * LATENT);
    this.steps = 0;
    this.set(settings);
  }
  /** What may change while the training goes on: all settings but `packed` and `seed`. */
  set(settings) {
    this.settings = settings;
    this.centres = centresOf(settings);
  }
  normals(length, scale = 1) {
    return Float64Array.from({ length }, () => scale * this.normal());
  }
  /** The noise of the moment: it falls to 0 in a straight line. */
  noise() {
    return this.settings.noise * Math.max(0, 1 - this.steps / ANNEAL);
  }
  /** Everything random of one step: data, codes for the critic and for the generator, and the noise on each. */
  draws() {
    const [items, noise] = [BATCH * this.settings.packed, this.noise()];
    const real = new Float64Array(2 * items);
    for (let n = 0; n < items; n++) {
      const centre = this.centres[Math.floor(this.draw() * this.centres.length)];
      for (const d of [0, 1]) real[2 * n + d] = centre[d] + SCALE * this.normal();
    }
    const codes = [0, 1].map(() => this.normals(LATENT * items));
    const blur = Array.from({ length: 3 }, () => (noise > 0 ? this.normals(2 * items, noise) : new Float64Array(2 * items)));
    return { real, codes, blur };
  }
  /** The critic moves, and in every k-th step after it the generator; its losses of the step are kept in `losses`. */
  step({ real, codes, blur } = this.draws()) {
    const { game, k, packed, critic_rate, generator_rate } = this.settings;
    const [rules, items] = [RULES[game], BATCH * packed];
    const plus = (a, b) => a.map((value, i) => value + b[i]);
    const cost = (logits, rule, slopes) => {
      let sum = 0;
      logits.forEach((a, i) => {
        const [value, slope] = rule(a);
        sum += value / BATCH;
        slopes[i] = slope / BATCH;
      });
      return sum;
    };
    const slopes = new Float64Array(BATCH);
    let lost = 0;
    for (const [points, rule] of [[plus(real, blur[0]), rules.real], [plus(this.generator.forward(codes[0], items), blur[1]), rules.fake]]) {
      lost += cost(this.critic.forward(points, BATCH), rule, slopes);
      this.critic.backward(slopes, BATCH, true);
    }
    this.critic.move(critic_rate);
    let paid = this.losses?.[1]; // of the step in which the generator moved last; it moves in the first
    if (this.steps % k === 0) {
      const points = plus(this.generator.forward(codes[1], items), blur[2]);
      paid = cost(this.critic.forward(points, BATCH), rules.generator, slopes);
      this.generator.backward(this.critic.backward(slopes, BATCH, false), items, true);
      this.generator.move(generator_rate);
    }
    this.losses = [lost, paid];
    this.steps += 1;
  }
  /** What is shown: points of the same codes all along, the critic's answers on a grid of places, rows from the top, and whether all is finite. */
  shown() {
    const points = this.generator.forward(this.codes, SHOWN);
    const { packed } = this.settings;
    const at = (i) => -REACH + ((i + 0.5) * 2 * REACH) / SIDE;
    const places = new Float64Array(SIDE * SIDE * 2 * packed);
    for (let n = 0; n < SIDE * SIDE; n++) {
      const [row, column] = [Math.floor(n / SIDE), n % SIDE];
      for (let m = 0; m < packed; m++) places.set([at(column), -at(row)], (n * packed + m) * 2);
    }
    const answers = this.critic.forward(places, SIDE * SIDE);
    const finite = Math.abs(points.reduce((a, b) => a + b, 0)) < 1e9 && answers.every(Number.isFinite) && this.losses.every(Number.isFinite);
    return { steps: this.steps, points, answers, losses: this.losses, finite };
  }
}

/** How many bells have at least a quarter of their fair share of the points within three scales, and the share of points near a bell. */
export function judge(points, centres) {
  const counts = centres.map(() => 0);
  const all = points.length / 2;
  for (let n = 0; n < all; n++) {
    let [nearest, least] = [0, Infinity];
    centres.forEach(([u, v], i) => {
      const distance = Math.hypot(points[2 * n] - u, points[2 * n + 1] - v);
      if (distance < least) [nearest, least] = [i, distance];
    });
    if (least <= 3 * SCALE) counts[nearest] += 1;
  }
  return { modes: counts.filter((count) => count >= all / centres.length / 4).length, near: counts.reduce((a, b) => a + b, 0) / all };
}
