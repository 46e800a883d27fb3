// The KL divergence of q = N(μ, σ²) to the prior N(0, 1), in nats: KL = L_μ + L_σ with L_μ = ½μ², L_σ = ½(σ² − log σ² − 1).
// No drawing and no page here, so that the tests compare every function with Python's closed forms.

/** What a mean away from 0 costs. */
export const meanPart = (mu) => (mu * mu) / 2;

/** What a scale away from 1 costs; rounding must not make it negative. */
export const scalePart = (sigma) => Math.max(0, ((sigma - 1) * (sigma + 1)) / 2 - Math.log(sigma));

export const kl = (mu, sigma) => meanPart(mu) + scalePart(sigma);

/** The normal density. */
export const density = (z, mu, sigma) => Math.exp((-(((z - mu) / sigma) ** 2)) / 2) / (sigma * Math.sqrt(2 * Math.PI));

/** log q(z) − log p(z). */
export const logRatio = (z, mu, sigma) => -Math.log(sigma) - ((z - mu) / sigma) ** 2 / 2 + (z * z) / 2;

/** q(z) log(q(z)/p(z)): its integral over z is the KL. */
export const integrand = (z, mu, sigma) => density(z, mu, sigma) * logRatio(z, mu, sigma);

/** Where q and p cross, in ascending order: the integrand changes its sign there. Two points, one, or none. */
export function crossings(mu, sigma) {
  // σ² times twice the log ratio is the polynomial a z² + 2 b z + c.
  const s2 = sigma * sigma;
  const [a, b, c] = [s2 - 1, mu, -mu * mu - 2 * s2 * Math.log(sigma)];
  if (a === 0) return b === 0 ? [] : [-c / (2 * b)];
  const root = b * b - a * c;
  if (!(root > 0)) return [];
  const far = b >= 0 ? -(b + Math.sqrt(root)) : -(b - Math.sqrt(root)); // no cancellation; the other root is c / far
  return [far / a, c / far].filter(Number.isFinite).sort((p, q) => p - q);
}

/** The σ at which L_σ has the given value: the two ends of an interval about 1. */
export function scalesAt(level) {
  const bisect = (inside, outside) => {
    for (let i = 0; i < 60; i++) {
      const middle = (inside + outside) / 2;
      if (scalePart(middle) > level) outside = middle;
      else inside = middle;
    }
    return inside;
  };
  return [bisect(1, 0), bisect(1, 2 + 2 * level)]; // L_σ(2 + 2k) > k for every k ≥ 0
}

/** The outline of KL = level as a ring of [μ, σ]. */
export function outline(level, count = 48) {
  const [low, high] = scalesAt(level);
  const right = [];
  for (let i = 0; i <= count; i++) {
    const sigma = low + ((high - low) * (1 - Math.cos((Math.PI * i) / count))) / 2; // close together where it turns
    right.push([Math.sqrt(2 * Math.max(0, level - scalePart(sigma))), sigma]);
  }
  return [...right, ...right.map(([mu, sigma]) => [-mu, sigma]).reverse()];
}
