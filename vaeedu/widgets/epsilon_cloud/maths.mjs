// Two estimates of the gradient of E f(z), f(z) = ½z² and z = μ + σε, in μ and in σ: pathwise, f'(z)(1, ε), and by the
// score function, (f(z) − baseline)(ε, ε² − 1)/σ. No drawing and no page here, so that the tests compare every function
// with Python's closed forms.
import { normals } from "../draws.mjs";

export const SAMPLES = 24;

/** The ε's of a draw. */
export const cloud = (draw) => normals(2 * SAMPLES * draw, SAMPLES);

export const f = (z) => (z * z) / 2;

/** The gradient itself, [∂/∂μ, ∂/∂σ]. */
export const gradient = (mu, sigma) => [mu, sigma];

export function pathwise(epsilon, mu, sigma) {
  const slope = mu + sigma * epsilon;
  return [slope, slope * epsilon];
}

export function score(epsilon, mu, sigma, baseline) {
  const push = (f(mu + sigma * epsilon) - baseline) / sigma;
  return [push * epsilon, push * (epsilon * epsilon - 1)];
}

/** Variance of one pathwise estimate. */
export const pathwiseVariance = (mu, sigma) => [sigma ** 2, mu ** 2 + 2 * sigma ** 2];

/** The baselines of least variance, one for each half of the gradient. */
export const bestBaselines = (mu, sigma) => [f(mu) + 1.5 * sigma ** 2, f(mu) + 2.5 * sigma ** 2];

/** Variance of one score-function estimate. */
export function scoreVariance(mu, sigma, baseline) {
  const [ofMu, ofSigma] = bestBaselines(mu, sigma).map((best) => ((best - baseline) / sigma) ** 2);
  return [ofMu + 2 * mu ** 2 + 1.5 * sigma ** 2, 2 * ofSigma + 10 * mu ** 2 + 6 * sigma ** 2];
}

/** Mean and variance of a list of pairs, half by half: { mean: [μ, σ], variance: [μ, σ] }. */
export function moments(pairs) {
  const mean = [0, 1].map((half) => pairs.reduce((sum, pair) => sum + pair[half], 0) / pairs.length);
  const variance = mean.map((m, half) => pairs.reduce((sum, pair) => sum + (pair[half] - m) ** 2, 0) / (pairs.length - 1));
  return { mean, variance };
}
