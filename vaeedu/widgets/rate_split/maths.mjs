// Two equally likely codes N(±μ, σ²): their rate, the KL of each to the prior N(0, 1), is mutual information plus the KL of both together.
// No drawing and no page here, so that the tests compare every function with Python's closed forms.

/** The mean KL of the bells to the prior, in nats; rounding must not make it negative. */
export const rate = (mu, sigma) => (mu * mu) / 2 + Math.max(0, ((sigma - 1) * (sigma + 1)) / 2 - Math.log(sigma));

/** What a code says about its bell, at most log 2: the trapezoidal rule over the code's noise u, in `steps` from −9 to 9. */
export function information(mu, sigma, steps = 1800) {
  const apart = Math.abs(mu) / sigma;
  let [sum, all] = [0, 0];
  for (let i = 0; i <= steps; i++) {
    const u = -9 + (18 * i) / steps;
    const weight = Math.exp((-u * u) / 2);
    const odds = -2 * apart * (apart + u); // log odds of the other bell
    sum += weight * (Math.LN2 - Math.max(0, odds) - Math.log1p(Math.exp(-Math.abs(odds)))); // exactly 0 where the two are one
    all += weight;
  }
  return Math.min(Math.LN2, Math.max(0, sum / all));
}

/** The KL of both bells together to the prior. */
export const gap = (mu, sigma) => Math.max(0, rate(mu, sigma) - information(mu, sigma));

/** The density of both together. */
export const together = (z, mu, sigma) => (Math.exp((-(((z - mu) / sigma) ** 2)) / 2) + Math.exp((-(((z + mu) / sigma) ** 2)) / 2)) / (2 * sigma * Math.sqrt(2 * Math.PI));

/** The μ at which both together have the prior's variance, 1; not a number where σ is too large for that. */
export const fitting = (sigma) => Math.sqrt(1 - sigma * sigma);
