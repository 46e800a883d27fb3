// Importance weights of codes from q, and the bound that they make, in the linear model z ~ N(0, 1), x ~ N(z, 0.5²). Nats.
// No drawing and no page here, so that the tests compare every function with Python.
import { normals } from "../draws.mjs";

const [X, NOISE] = [1.2, 0.5];
export const [MOST, DRAWS] = [64, 400]; // codes of a draw, and draws whose bounds are averaged
export const LOG_PX = -Math.log(2 * Math.PI * (1 + NOISE ** 2)) / 2 - X ** 2 / (2 * (1 + NOISE ** 2));
export const POSTERIOR = { mean: X / (1 + NOISE ** 2), scale: NOISE / Math.sqrt(1 + NOISE ** 2) };

const ALL = normals(0, MOST * DRAWS);

/** log p(x, z) − log q(z) at z = mean + scale · u. */
export function logWeight(mean, scale, u) {
  const z = mean + scale * u;
  return -Math.log(2 * Math.PI) / 2 - Math.log(NOISE) + Math.log(scale) + (u * u - z * z - ((X - z) / NOISE) ** 2) / 2;
}

const logAdd = (a, b) => Math.max(a, b) + Math.log1p(Math.exp(-Math.abs(a - b)));

/** The mean over all draws of the bound of 1 to 64 codes. */
export function averages(mean, scale) {
  const sums = new Float64Array(MOST);
  for (let draw = 0; draw < DRAWS; draw++) {
    let log = -Infinity;
    for (let i = 0; i < MOST; i++) {
      const next = logWeight(mean, scale, ALL[draw * MOST + i]);
      log = i ? logAdd(log, next) : next;
      sums[i] += log - Math.log(i + 1);
    }
  }
  return Array.from(sums, (sum) => sum / DRAWS);
}

/** The bound of one code, exactly. */
export const elbo = (mean, scale) =>
  -Math.log(2 * Math.PI) / 2 - Math.log(NOISE) + Math.log(scale) + (1 - mean ** 2 - scale ** 2 - ((X - mean) ** 2 + scale ** 2) / NOISE ** 2) / 2;

/** The codes of one draw: where they lie, and what each weighs. */
export function draw({ mean, scale, k, seed }) {
  const noise = normals(2 * MOST * (DRAWS + seed), MOST).slice(0, k);
  const logs = noise.map((u) => logWeight(mean, scale, u));
  const most = Math.max(...logs);
  const sum = logs.reduce((total, log) => total + Math.exp(log - most), 0);
  const shares = logs.map((log) => Math.exp(log - most) / sum);
  return { z: noise.map((u) => mean + scale * u), shares, effective: 1 / shares.reduce((total, share) => total + share ** 2, 0), bound: most + Math.log(sum) - Math.log(k) };
}

/** Everything that the widget shows. */
export function solve(inputs) {
  const each = averages(inputs.mean, inputs.scale);
  const average = each[inputs.k - 1];
  return { ...inputs, ...draw(inputs), averages: each, average, elbo: elbo(inputs.mean, inputs.scale), log_px: LOG_PX, missing: LOG_PX - average };
}
