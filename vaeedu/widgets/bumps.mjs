// Densities of two bumps and means under them, as in closed_forms/bumps.py. A density is [mean, scale, gap]:
// ½N(mean − gap/2, scale²) + ½N(mean + gap/2, scale²).

const NORMALISER = Math.log(2 * Math.sqrt(2 * Math.PI));

/** log(1 + exp(a)), without overflow. */
export const softplus = (a) => Math.max(a, 0) + Math.log1p(Math.exp(-Math.abs(a)));

export const logAddExp = (a, b) => a + softplus(b - a);

export function logDensity(x, [mean, scale, gap]) {
  const [left, right] = [(x - mean + gap / 2) / scale, (x - mean - gap / 2) / scale];
  return logAddExp((-left * left) / 2, (-right * right) / 2) - NORMALISER - Math.log(scale);
}

/** log p/g, the logit of the optimal discriminator. */
export const logRatio = (x, p, g) => logDensity(x, p) - logDensity(x, g);

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
