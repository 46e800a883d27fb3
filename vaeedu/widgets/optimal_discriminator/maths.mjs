// Two densities and the discriminator between them. A discriminator D = 1/(1 + exp(−logit(x))) is worth V = E_p log D + E_g log(1 − D).
// No drawing and no page here, so that the tests compare every function with Python's closed forms.
import { uniform } from "../draws.mjs";
import { logAddExp, logDensity, logRatio, mean, softplus } from "../bumps.mjs";

export { kl, logDensity, logRatio, mean, softplus } from "../bumps.mjs";

export const sigmoid = (a) => (a >= 0 ? 1 / (1 + Math.exp(-a)) : Math.exp(a) / (1 + Math.exp(a)));

/** D* = p/(p + g). */
export const optimal = (x, p, g) => sigmoid(logRatio(x, p, g));

/** The Jensen–Shannon divergence in nats, from its definition. */
export function jsd(p, g) {
  const mixture = (x) => logAddExp(logDensity(x, p), logDensity(x, g)) - Math.LN2;
  const [fromP, fromG] = [[p, g], [g, p]].map(([one, other]) => mean((x) => logDensity(x, one) - mixture(x), one, other));
  return Math.max(0, (fromP + fromG) / 2);
}

/** V(G, D) of the discriminator with this logit. */
export const value = (logit, p, g) => -mean((x) => softplus(-logit(x)), p, g) - mean((x) => softplus(logit(x)), g, p);

/** The most that any discriminator is worth. */
export const bestValue = (p, g) => value((x) => logRatio(x, p, g), p, g);

/** What a discriminator loses at x against D*, (p + g) KL(D* ‖ D); its integral is V(G, D*) − V(G, D). */
export function loss(x, logit, p, g) {
  const [a, best] = [logit(x), logRatio(x, p, g)];
  const kl = sigmoid(best) * (best - a) + softplus(a) - softplus(best);
  return (Math.exp(logDensity(x, p)) + Math.exp(logDensity(x, g))) * Math.max(0, kl);
}

/** Math.tanh at a third of its time: in the page it is called 80,000 times a frame. */
const tanh = (x) => 1 - 2 / (Math.exp(2 * x) + 1);

const UNITS = 32;
const BATCH = 64; // of either kind
const RATE = 0.01;

/** A network x → 32 tanh → logit, trained by Adam on samples drawn afresh. The same steps give the same network. */
export class Discriminator {
  constructor(seed = 1) {
    const draw = uniform(seed);
    this.normal = () => Math.sqrt(-2 * Math.log(1 - draw())) * Math.cos(2 * Math.PI * draw());
    this.coin = () => (draw() < 0.5 ? -1 : 1);
    // Slopes, offsets, output weights and the output's offset, in one list. The outputs begin at 0, that is D = ½.
    this.parameters = new Float64Array(3 * UNITS + 1);
    for (let k = 0; k < 2 * UNITS; k++) this.parameters[k] = (k < UNITS ? 1 : 2) * this.normal();
    this.slope = new Float64Array(3 * UNITS + 1);
    this.first = new Float64Array(3 * UNITS + 1); // Adam's two running means
    this.second = new Float64Array(3 * UNITS + 1);
    this.units = new Float64Array(UNITS);
    this.steps = 0;
    this.logit = this.logit.bind(this);
  }

  logit(x) {
    const { parameters, units } = this;
    let sum = parameters[3 * UNITS];
    for (let k = 0; k < UNITS; k++) {
      units[k] = tanh(parameters[k] * x + parameters[UNITS + k]);
      sum += parameters[2 * UNITS + k] * units[k];
    }
    return sum;
  }

  sample([mean, scale, gap]) {
    return mean + (this.coin() * gap) / 2 + scale * this.normal();
  }

  /** The slope of −(mean of log D over `real` + mean of log(1 − D) over `fake`) in every parameter. */
  gradient(real, fake) {
    const { parameters, slope, units } = this;
    slope.fill(0);
    const pull = (x, target, share) => {
      const error = (sigmoid(this.logit(x)) - target) * share;
      for (let k = 0; k < UNITS; k++) {
        const inner = error * parameters[2 * UNITS + k] * (1 - units[k] * units[k]);
        slope[k] += inner * x;
        slope[UNITS + k] += inner;
        slope[2 * UNITS + k] += error * units[k];
      }
      slope[3 * UNITS] += error;
    };
    for (const x of real) pull(x, 1, 1 / real.length);
    for (const x of fake) pull(x, 0, 1 / fake.length);
    return slope;
  }

  /** One step of Adam on fresh samples of both densities. */
  learn(p, g) {
    const draw = (bumps) => Array.from({ length: BATCH }, () => this.sample(bumps));
    const slope = this.gradient(draw(p), draw(g));
    this.steps += 1;
    const [bias1, bias2] = [1 - 0.9 ** this.steps, 1 - 0.999 ** this.steps];
    for (let i = 0; i < slope.length; i++) {
      this.first[i] += 0.1 * (slope[i] - this.first[i]);
      this.second[i] += 0.001 * (slope[i] * slope[i] - this.second[i]);
      this.parameters[i] -= (RATE * (this.first[i] / bias1)) / (Math.sqrt(this.second[i] / bias2) + 1e-8);
    }
  }
}

/** What a new discriminator is worth after so many steps. */
export function trainedValue(steps, p, g) {
  const network = new Discriminator();
  while (network.steps < steps) network.learn(p, g);
  return value(network.logit, p, g);
}
