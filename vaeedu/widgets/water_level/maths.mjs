// The best linear VAE for data of given eigenvalues: a direction is alive if its variance is above the water level β/2. Nats.
// No drawing and no page here, so that the tests compare every function with Python's closed forms.

const DIGITS = [0.6881, 0.636, 0.5498, 0.4017, 0.2744, 0.2346, 0.2044, 0.169, 0.1569, 0.1423, 0.1121, 0.1092, 0.0857, 0.0807, 0.0686, 0.0654];

/** The digits' spectrum made steeper or flatter; its largest eigenvalue stays. */
export const spectrum = (steepness) => DIGITS.map((value) => DIGITS[0] * (value / DIGITS[0]) ** steepness);

const total = (values) => values.reduce((sum, value) => sum + value, 0);

/** What the best code carries of each direction. */
export const rates = (eigenvalues, beta, codes) =>
  eigenvalues.map((value, i) => (i < codes && value > beta / 2 ? Math.log(value / (beta / 2)) / 2 : 0));

/** What is lost of each direction: the noise where it is coded, all of it where not. */
export const distortions = (eigenvalues, beta, codes) => eigenvalues.map((value, i) => (i < codes ? Math.min(value, beta / 2) : value));

/** Rate and distortion, all directions together. */
export const point = (eigenvalues, beta, codes) => [total(rates(eigenvalues, beta, codes)), total(distortions(eigenvalues, beta, codes))];

/** Everything that the widget shows. */
export function solve({ beta, codes, steepness }) {
  const eigenvalues = spectrum(steepness);
  const each = rates(eigenvalues, beta, codes);
  const [rate, distortion] = point(eigenvalues, beta, codes);
  const alive = each.filter((nats) => nats > 0).length;
  return { beta, codes, steepness, eigenvalues, rates: each, rate, distortion, alive, level: beta / 2, kept: 1 - distortion / total(eigenvalues), loss: distortion + beta * rate };
}
