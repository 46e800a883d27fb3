// Two densities and the discriminator between them. A density is [mean, scale, gap]: ½N(mean − gap/2, scale²) +
// ½N(mean + gap/2, scale²). A discriminator D = 1/(1 + exp(−logit(x))) is worth V = E_p log D + E_g log(1 − D).
// No drawing and no page here, so that the tests compare every function with Python's closed forms.

const NORMALISER = Math.log(2 * Math.sqrt(2 * Math.PI));

/** log(1 + exp(a)), without overflow. */
export const softplus = (a) => Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a)));

export const sigmoid = (a) => (a >= 0 ? 1 / (1 + Math.exp(-a)) : Math.exp(a) / (1 + Math.exp(a)));

const logAddExp = (a, b) => a + softplus(b - a);

export function logDensity(x, [mean, scale, gap]) {
  const [left, right] = [(x - mean + gap / 2) / scale, (x - mean - gap / 2) / scale];
  return logAddExp((-left * left) / 2, (-right * right) / 2) - NORMALISER - Math.log(scale);
}

/** log p/g, the logit of the optimal discriminator. */
export const logRatio = (x, p, g) => logDensity(x, p) - logDensity(x, g);

/** D* = p/(p + g). */
export const optimal = (x, p, g) => sigmoid(logRatio(x, p, g));

// Gauss and Legendre's rule, 16 points to a panel (here those on the right). A panel ends at these distances from the middle of a
// bump, in its scales, for every bump that matters: a narrow one is seen beside a wide one. As in Python.
const ENDS = [-9, -6.5, -5, -4, -3, -2.25, -1.5, -0.75, 0, 0.75, 1.5, 2.25, 3, 4, 5, 6.5, 9];
const PLACES = [0.09501250983763744, 0.2816035507792589, 0.45801677765722737, 0.6178762444026438, 0.755404408355003, 0.8656312023878318, 0.9445750230732326, 0.9894009349916499];
const WEIGHTS = [0.18945061045506864, 0.18260341504492364, 0.16915651939500265, 0.1495959888165767, 0.12462897125553407, 0.0951585116824926, 0.062253523938647456, 0.027152459411754176];

/** E f(x) under the first of the densities; f may change on the scale of any of them. */
export function mean(f, ...densities) {
  const bumps = densities.flatMap(([middle, scale, gap]) => (gap === 0 ? [[middle, scale]] : [[middle - gap / 2, scale], [middle + gap / 2, scale]]));
  const ends = bumps.flatMap(([middle, scale]) => ENDS.map((end) => middle + scale * end)).sort((a, b) => a - b);
  let sum = 0;
  for (let i = 1; i < ends.length; i++) {
    const [middle, half] = [(ends[i] + ends[i - 1]) / 2, (ends[i] - ends[i - 1]) / 2];
    if (half === 0) continue;
    for (let k = 0; k < PLACES.length; k++) {
      for (const x of [middle - half * PLACES[k], middle + half * PLACES[k]]) {
        sum += half * WEIGHTS[k] * Math.exp(logDensity(x, densities[0])) * f(x);
      }
    }
  }
  return sum;
}

/** KL(p ‖ g) in nats. */
export const kl = (p, g) => Math.max(0, mean((x) => logRatio(x, p, g), p, g));

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

/** Uniform numbers in [0, 1) from a seed: Tommy Ettinger's mulberry32. */
function uniform(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
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
