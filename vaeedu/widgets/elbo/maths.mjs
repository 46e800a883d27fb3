// The ELBO of a model whose posterior is known. Prior z ~ N(0, 1), likelihood x|z ~ N(cz, noise²), and q = N(m, s²) in the
// place of the posterior. No drawing and no page here, so that the tests compare every function with Python's closed forms.

const square = (x) => x * x;
const LOG_ROOT_2PI = 0.5 * Math.log(2 * Math.PI);

/** log p(x), where p(x) = N(0, c² + noise²). */
export function logMarginal(x, c, noise) {
  const scale = Math.hypot(c, noise);
  return -Math.log(scale) - LOG_ROOT_2PI - square(x / scale) / 2;
}

/** [mean, scale] of the exact posterior p(z|x). */
export function posterior(x, c, noise) {
  const scale = Math.hypot(c, noise);
  return [(c / scale) * (x / scale), noise / scale];
}

/** E log p(x|z) for z ~ q. */
export const expectedLogLikelihood = (x, c, noise, m, s) =>
  -Math.log(noise) - LOG_ROOT_2PI - (square((x - c * m) / noise) + square((c * s) / noise)) / 2;

/** KL(N(mean, scale²) ‖ N(0, 1)), written so that near its minimum no large terms cancel, and right for tiny scales too. */
export function klToPrior(mean, scale) {
  const u = scale - 1;
  const log = scale > 0.5 ? Math.log1p(u) : Math.log(scale);
  return square(mean) / 2 + Math.max(0, square(u) / 2 + (u - log));
}

export const elbo = (x, c, noise, m, s) => expectedLogLikelihood(x, c, noise, m, s) - klToPrior(m, s);

/** KL(q ‖ posterior): a KL to N(0, 1) in the posterior's own units. */
export function gap(x, c, noise, m, s) {
  const [mean, scale] = posterior(x, c, noise);
  return klToPrior((m - mean) / scale, s / scale);
}

/**
 * All q whose gap is `level`, as a closed ring of [m, s] points. In units of the posterior's scale, s = exp(v), the ring
 * reaches as far in m as the part for the scale leaves over, so each half is a function of v between the two v at which
 * nothing is left.
 */
export function gapOutline(level, mean, scale) {
  const left = (v) => 2 * level - (Math.exp(2 * v) - 2 * v - 1); // m² in those units
  const ends = [-1, 1].map((way) => {
    let [inside, outside] = [0, way * (1 + level)]; // left(1 + level) < 0 and left(−1 − level) < 0
    for (let i = 0; i < 60; i++) {
      const middle = (inside + outside) / 2;
      if (left(middle) > 0) inside = middle;
      else outside = middle;
    }
    return inside;
  });
  const half = Array.from({ length: 49 }, (_, i) => {
    const v = ends[0] + ((ends[1] - ends[0]) * (1 - Math.cos((Math.PI * i) / 48))) / 2; // close together where rings turn
    return [Math.sqrt(Math.max(0, left(v))), Math.exp(v)];
  });
  const ring = [...half, ...half.map(([m, s]) => [-m, s]).reverse()];
  return ring.map(([m, s]) => [mean + scale * m, scale * s]);
}
