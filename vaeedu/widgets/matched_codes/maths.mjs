// A VAE, a WAE and an AAE of eight points, trained with gradients written out. Each point has a normal q(z|x) of its own, a mean and two
// log scales that are learned; a small network decodes. The three differ in their penalty alone. No drawing and no page here,
// so that the tests compare every number with Python's.
import { normals } from "../draws.mjs";
import { plane } from "../plane.mjs";

export const [POINTS, MOST] = [8, 160];
const [HIDDEN, CRITIC, SAMPLES, RATE, WARM_UP, MEASURED] = [10, 12, 2, 0.03, 40, 16];
const CODES = POINTS * SAMPLES;
const BANDWIDTHS = [0.5, 1, 2];
const [FIRST, LAST] = [2 ** 20, 2 ** 21]; // where the draws of the first weights and of the measurement begin
export const KINDS = ["vae", "wae", "aae"];

const zeros = (length) => new Float64Array(length);
const sigmoid = (logit) => 1 / (1 + Math.exp(-logit));

/** Where a level from 0 to 255 lies in the plane of the data, and back. */
export const { place, level } = plane(40);

/** Adam on a list of arrays, in place, with a momentum of 0.5 as players of a game like it. */
class Adam {
  constructor(parameters) {
    this.parameters = parameters;
    [this.first, this.second] = [0, 1].map(() => parameters.map(({ length }) => zeros(length)));
    this.step = 0;
  }
  move(gradient) {
    this.step += 1;
    const [bias1, bias2] = [1 - 0.5 ** this.step, 1 - 0.999 ** this.step];
    this.parameters.forEach((p, k) => {
      const [g, m, v] = [gradient[k], this.first[k], this.second[k]];
      for (let i = 0; i < p.length; i++) {
        m[i] += 0.5 * (g[i] - m[i]);
        v[i] += 0.001 * (g[i] * g[i] - v[i]);
        p[i] -= (RATE * (m[i] / bias1)) / (Math.sqrt(v[i] / bias2) + 1e-8);
      }
    });
  }
}

/** A network inputs → hidden (tanh) → outputs; `parameters` are its weights and biases, matrices by rows. */
export class Network {
  constructor(inputs, hidden, outputs, noise) {
    Object.assign(this, { inputs, hidden, outputs });
    const split = inputs * hidden;
    this.parameters = [
      Float64Array.from(noise.slice(0, split), (w) => w / Math.sqrt(inputs)), zeros(hidden),
      Float64Array.from(noise.slice(split), (w) => w / Math.sqrt(hidden)), zeros(outputs),
    ];
  }
  /** The hidden numbers and the outputs of one input. */
  forward(input) {
    const [w1, b1, w2, b2] = this.parameters;
    const [h, out] = [zeros(this.hidden), zeros(this.outputs)];
    for (let j = 0; j < this.hidden; j++) {
      let sum = b1[j];
      for (let i = 0; i < this.inputs; i++) sum += w1[j * this.inputs + i] * input[i];
      h[j] = Math.tanh(sum);
    }
    for (let k = 0; k < this.outputs; k++) {
      out[k] = b2[k];
      for (let j = 0; j < this.hidden; j++) out[k] += w2[k * this.hidden + j] * h[j];
    }
    return { h, out };
  }
  /** Adds to `gradient` that of one input's outputs in the weights; returns that in the input. */
  backward(input, h, slope, gradient) {
    const [w1, , w2] = this.parameters;
    const [g1, gb1, g2, gb2] = gradient;
    const ofInput = zeros(this.inputs);
    for (let k = 0; k < this.outputs; k++) {
      gb2[k] += slope[k];
      for (let j = 0; j < this.hidden; j++) g2[k * this.hidden + j] += slope[k] * h[j];
    }
    for (let j = 0; j < this.hidden; j++) {
      let back = 0;
      for (let k = 0; k < this.outputs; k++) back += slope[k] * w2[k * this.hidden + j];
      back *= 1 - h[j] * h[j];
      gb1[j] += back;
      for (let i = 0; i < this.inputs; i++) {
        g1[j * this.inputs + i] += back * input[i];
        ofInput[i] += back * w1[j * this.inputs + i];
      }
    }
    return ofInput;
  }
  none() {
    return this.parameters.map(({ length }) => zeros(length));
  }
}

/** The mean over the points of KL(q(z|x)‖p), and its gradient in means and log scales, by points. */
export function kl(mean, logScale) {
  let value = 0;
  const variance = logScale.map((l) => Math.exp(2 * l));
  mean.forEach((m, i) => (value += (0.5 * (m * m + variance[i] - 1) - logScale[i]) / POINTS));
  return { value, ofMean: mean.map((m) => m / POINTS), ofLogScale: variance.map((v) => (v - 1) / POINTS) };
}

/** The squared MMD of the mixture of all q(z|x) and the prior, in closed form, summed over the bandwidths, and its gradient. */
export function mmd(mean, logScale) {
  const variance = logScale.map((l) => Math.exp(2 * l));
  const [ofMean, ofVariance] = [zeros(mean.length), zeros(mean.length)];
  let value = 0;
  for (const h of BANDWIDTHS) {
    for (let i = 0; i < 2 * POINTS; i += 2) {
      // The last partner is the prior; a point is at both ends of the other pairs.
      for (let j = 0; j <= 2 * POINTS; j += 2) {
        const prior = j === 2 * POINTS;
        const [weight, ends] = prior ? [-2 / POINTS, 1] : [1 / POINTS ** 2, 2];
        const [x, y] = prior ? [mean[i], mean[i + 1]] : [mean[i] - mean[j], mean[i + 1] - mean[j + 1]];
        const [s, t] = [h * h + variance[i] + (prior ? 1 : variance[j]), h * h + variance[i + 1] + (prior ? 1 : variance[j + 1])];
        const k = weight * (h / Math.sqrt(s)) * Math.exp(-(x * x) / (2 * s)) * (h / Math.sqrt(t)) * Math.exp(-(y * y) / (2 * t));
        value += k;
        ofMean[i] -= (ends * k * x) / s;
        ofMean[i + 1] -= (ends * k * y) / t;
        ofVariance[i] += (ends * k * ((x * x) / s - 1)) / (2 * s);
        ofVariance[i + 1] += (ends * k * ((y * y) / t - 1)) / (2 * t);
      }
    }
    value += (h * h) / (h * h + 2);
  }
  return { value, ofMean, ofLogScale: ofVariance.map((g, i) => 2 * variance[i] * g) };
}

/** One of the three models, trained on as its `step()` is called. `x` are the points' coordinates, [x, y, x, y, …]. */
export class Model {
  constructor(kind, x, noise, weight) {
    Object.assign(this, { kind, x, noise, weight, steps: 0 });
    const start = normals(FIRST, 2 * POINTS + 4 * HIDDEN + 3 * CRITIC);
    this.mean = Float64Array.from(start.slice(0, 2 * POINTS), (m) => 0.3 * m);
    this.logScale = zeros(2 * POINTS).fill(Math.log(0.3));
    this.decoder = new Network(2, HIDDEN, 2, start.slice(2 * POINTS, 2 * POINTS + 4 * HIDDEN));
    this.critic = new Network(2, CRITIC, 1, start.slice(2 * POINTS + 4 * HIDDEN));
    this.player = new Adam([this.mean, this.logScale, ...this.decoder.parameters]);
    this.opponent = new Adam(this.critic.parameters);
  }
  step(draws) {
    const scale = this.logScale.map(Math.exp);
    const codes = Array.from({ length: CODES }, (_, n) => [0, 1].map((d) => this.mean[2 * (n % POINTS) + d] + scale[2 * (n % POINTS) + d] * draws[2 * n + d]));
    const strength = this.weight * Math.min(1, this.steps / WARM_UP);
    const ofDecoder = this.decoder.none();
    const ofCodes = codes.map((z, n) => {
      const { h, out } = this.decoder.forward(z);
      return this.decoder.backward(z, h, out.map((f, d) => (f - this.x[2 * (n % POINTS) + d]) / (this.noise ** 2 * CODES)), ofDecoder);
    });
    if (this.kind === "aae") {
      const prior = Array.from({ length: CODES }, (_, n) => [draws[2 * (CODES + n)], draws[2 * (CODES + n) + 1]]);
      this.criticise(codes, prior).forEach((slope, n) => slope.forEach((s, d) => (ofCodes[n][d] += strength * s)));
    }
    const [ofMean, ofLogScale] = [zeros(2 * POINTS), zeros(2 * POINTS)];
    ofCodes.forEach((slope, n) => slope.forEach((s, d) => {
      const i = 2 * (n % POINTS) + d;
      ofMean[i] += s;
      ofLogScale[i] += s * draws[2 * n + d] * scale[i];
    }));
    if (this.kind !== "aae") {
      const penalty = (this.kind === "vae" ? kl : mmd)(this.mean, this.logScale);
      ofMean.forEach((_, i) => {
        ofMean[i] += strength * penalty.ofMean[i];
        ofLogScale[i] += strength * penalty.ofLogScale[i];
      });
    }
    this.player.move([ofMean, ofLogScale, ...ofDecoder]);
    this.steps += 1;
  }
  /** The critic moves to tell codes from draws of the prior; returns the gradient of what the codes lose when they fail to pass for these. */
  criticise(codes, prior) {
    const gradient = this.critic.none();
    [codes, prior].forEach((group, who) => group.forEach((z) => {
      const { h, out } = this.critic.forward(z);
      this.critic.backward(z, h, [(sigmoid(out[0]) - (1 - who)) / (codes.length + prior.length)], gradient);
    }));
    this.opponent.move(gradient);
    return codes.map((z) => {
      const { h, out } = this.critic.forward(z);
      return this.critic.backward(z, h, [sigmoid(out[0]) / codes.length], this.critic.none());
    });
  }
  /** Where the mean of each point's code is decoded to, and the numbers of the moment. */
  measure() {
    const noise = (measured ??= normals(LAST, 2 * MEASURED * POINTS));
    let squares = 0;
    for (let n = 0; n < MEASURED * POINTS; n++) {
      const i = 2 * (n % POINTS);
      const { out } = this.decoder.forward([0, 1].map((d) => this.mean[i + d] + Math.exp(this.logScale[i + d]) * noise[2 * n + d]));
      squares += (out[0] - this.x[i]) ** 2 + (out[1] - this.x[i + 1]) ** 2;
    }
    return {
      rate: kl(this.mean, this.logScale).value, mmd: mmd(this.mean, this.logScale).value, error: Math.sqrt(squares / (MEASURED * POINTS)),
      mean: Array.from(this.mean), scale: Array.from(this.logScale, Math.exp),
      rebuilt: Array.from({ length: POINTS }, (_, i) => Array.from(this.decoder.forward([this.mean[2 * i], this.mean[2 * i + 1]]).out)),
    };
  }
}

let measured;
const drawn = []; // the noise of each step, the same for all models
const draws = (step) => (drawn[step] ??= normals(8 * CODES * step, 4 * CODES));

/** The three models after so many steps, as `measure` tells them; a run is gone on with where only the steps have grown. */
export function solver() {
  let [key, models] = ["", []];
  return ({ steps, noise, beta, weight, points }) => {
    const now = [noise, beta, weight, points].join();
    if (now !== key || models[0].steps > steps) {
      const x = points.map(place);
      models = KINDS.map((kind) => new Model(kind, x, noise, kind === "vae" ? beta : weight));
      key = now;
    }
    for (const model of models) while (model.steps < steps) model.step(draws(model.steps));
    return Object.fromEntries(KINDS.map((kind, i) => [kind, models[i].measure()]));
  };
}

export const solve = (inputs) => solver()(inputs);
