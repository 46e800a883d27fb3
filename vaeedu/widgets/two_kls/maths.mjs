// One normal model for data of two bumps, by either KL divergence, and descent on both, as in descent.py.
// No drawing and no page here, so that the tests compare every number with Python's.
import { kl, logDensity, mean } from "../bumps.mjs";

export const [SCALE, STEPS] = [0.5, 300];
const [RATE, LONGEST] = [0.1, 0.1];

export const dataOf = (gap) => [0, SCALE, gap];
export const variance = (gap) => SCALE ** 2 + gap ** 2 / 4;

/** Both divergences of a state, and the least forward one. */
export function solve({ gap, mean: m, scale }) {
  const [data, model] = [dataOf(gap), [m, scale, 0]];
  return { forward: kl(data, model), reverse: kl(model, data), least: kl(data, [0, Math.sqrt(variance(gap)), 0]) };
}

/** KL(p ‖ g) for many models: minus the data's entropy, which stays, plus the cross entropy, in closed form. */
export function forwards(gap) {
  const entropy = -mean((x) => logDensity(x, dataOf(gap)), dataOf(gap));
  return (m, s) => Math.max(0, 0.5 * Math.log(2 * Math.PI) + Math.log(s) + (variance(gap) + m * m) / (2 * s * s) - entropy);
}

export const reverse = (gap, m, s) => kl([m, s, 0], dataOf(gap));

/** Mean and scale of the model after one step down. */
export function step(direction, gap, m, s) {
  let [ofMean, ofScale] = [m, 0.5 * (1 - (variance(gap) + m * m) / (s * s))];
  if (direction === "reverse") {
    const pull = (x) => ((gap / 2) * Math.tanh((x * gap) / (2 * SCALE ** 2)) - x) / SCALE ** 2; // the slope of log p
    const [model, data] = [[m, s, 0], dataOf(gap)];
    ofMean = -(SCALE ** 2) * mean(pull, model, data);
    ofScale = -1 - mean((x) => pull(x) * (x - m), model, data);
  }
  return [m - RATE * ofMean, s * Math.exp(Math.min(LONGEST, Math.max(-LONGEST, -RATE * ofScale)))];
}

/** Where all steps lead. */
export function descend(direction, gap, m, s) {
  for (let i = 0; i < STEPS; i++) [m, s] = step(direction, gap, m, s);
  return [m, s];
}
