// From a loss as it is written to the β and the noise σ_x that it trains. A loss is an object of the widget's inputs.
// No drawing and no page here, so that the tests compare every function with Python's closed forms.

/** The weight of the KL in nats, against the error of a whole picture in nats. */
export function beta({ pixels, channels, codes, batch, over_pixels, over_codes, rec_over_batch, kl_over_batch, rec_weight, kl_weight }) {
  const averaged = { sum: 1, mean: pixels * channels, "mean over channels": channels }[over_pixels];
  const within = (kl_weight * averaged) / rec_weight / (over_codes === "mean" ? codes : 1);
  if (rec_over_batch === kl_over_batch) return within;
  return rec_over_batch === "mean" ? within * batch : within / batch;
}

/** The scale of the decoder whose ELBO, β = 1, the loss is; NaN for a cross entropy, which has none. */
export function trainedScale(loss) {
  const variance = { "squared error": 0.5, "squared error / 2": 1, "squared error / 2σ²": loss.sigma ** 2 }[loss.error];
  return Math.sqrt(variance * beta(loss));
}

/** The KL's weight that trains the β wanted. */
export const weight = (loss) => (loss.kl_weight * loss.wanted) / beta(loss);

/** Six digits are enough for a weight. */
const number = (value) => String(Number(value.toPrecision(6)));

/** The sum of the two terms, with their weights where these are not 1. */
export function lastLine(loss, klWeight) {
  const term = (name, w) => (w === 1 ? name : `${number(w)} * ${name}`);
  return `loss = ${term("rec", loss.rec_weight)} + ${term("kl", klWeight)}`;
}

/** Reconstruction, KL and their sum, as PyTorch and Keras users write them. */
export const lines = (loss) => [...(loss.framework === "PyTorch" ? pytorch : keras)(loss), lastLine(loss, loss.kl_weight)];

const factor = ({ error, sigma }) => ({ "squared error / 2": " / 2", "squared error / 2σ²": ` / (2 * ${number(sigma)} ** 2)` })[error] ?? "";

function pytorch(loss) {
  const name = loss.error === "cross entropy" ? "binary_cross_entropy" : "mse_loss";
  const inner = { sum: ".sum((1, 2, 3))", mean: ".mean((1, 2, 3))", "mean over channels": ".mean(1).sum((1, 2))" }[loss.over_pixels];
  const own = loss.over_pixels === loss.rec_over_batch; // PyTorch has a word for it
  const rec = own ? `F.${name}(x_hat, x, reduction="${loss.over_pixels}")` : `F.${name}(x_hat, x, reduction="none")${inner}.${loss.rec_over_batch}()`;
  return [`rec = ${rec}${factor(loss)}`, "kl = -0.5 * (1 + log_var - mu**2 - log_var.exp())", `kl = kl.${loss.over_codes}(1).${loss.kl_over_batch}()`];
}

function keras(loss) {
  const name = loss.error === "cross entropy" ? "binary_crossentropy" : "mean_squared_error";
  const error = `losses.${name}(x, x_hat)`; // (batch, height, width): Keras averages over the last axis
  const whole = loss.channels === 1 ? "" : `${loss.channels} * `;
  const inner = { sum: `${whole}ops.sum(${error}, (1, 2))`, mean: `ops.mean(${error}, (1, 2))`, "mean over channels": `ops.sum(${error}, (1, 2))` };
  return [
    `rec = ops.${loss.rec_over_batch}(${inner[loss.over_pixels]})${factor(loss)}`,
    "kl = -0.5 * (1 + log_var - ops.square(mu) - ops.exp(log_var))",
    `kl = ops.${loss.kl_over_batch}(ops.${loss.over_codes}(kl, 1))`,
  ];
}

const PLAIN = {
  framework: "PyTorch", over_pixels: "sum", rec_over_batch: "mean", over_codes: "sum", kl_over_batch: "mean", channels: 1, rec_weight: 1, kl_weight: 1,
};

/** Losses of well-known repositories, as they were read there. */
export const KNOWN = Object.fromEntries(Object.entries({
  "pytorch/examples": { error: "cross entropy", pixels: 784, codes: 20, batch: 128, rec_over_batch: "sum", kl_over_batch: "sum" },
  "keras-io": { framework: "Keras", error: "cross entropy", over_pixels: "mean over channels", pixels: 784, codes: 2, batch: 128 },
  pythae: { error: "squared error", pixels: 784, codes: 10, batch: 64 },
  "disentangling-vae": { error: "squared error", pixels: 1024, codes: 10, batch: 64, rec_weight: 255 },
  "PyTorch-VAE": { error: "squared error", over_pixels: "mean", pixels: 4096, channels: 3, codes: 128, batch: 64, kl_weight: 0.00025 },
  "podgorskiy/VAE": {
    error: "squared error", over_pixels: "mean", over_codes: "mean", pixels: 16384, channels: 3, codes: 512, batch: 128, kl_weight: 0.1,
  },
}).map(([name, loss]) => [name, { ...PLAIN, ...loss }]));

// A digit of scikit-learn's (number 9), in sixteenths of grey.
export const DIGIT = [
  0, 0, 11, 12, 0, 0, 0, 0, 0, 2, 16, 16, 16, 13, 0, 0, 0, 3, 16, 12, 10, 14, 0, 0, 0, 1, 16, 1, 12, 15, 0, 0,
  0, 0, 13, 16, 9, 15, 2, 0, 0, 0, 0, 3, 0, 9, 11, 0, 0, 0, 0, 0, 9, 15, 4, 0, 0, 0, 9, 12, 13, 3, 0, 0,
].map((level) => level / 16);

/** Numbers in (0, 1) by Park and Miller's generator, which Python repeats exactly. */
function chance(count, state = 9) {
  return Array.from({ length: count }, () => (state = (state * 16807) % 2147483647) / 2147483647);
}

const [CHANCE, OTHER] = [chance(128).slice(0, 64), chance(128).slice(64)];
const NOISE = CHANCE.map((u, i) => Math.sqrt(-2 * Math.log(u)) * Math.cos(2 * Math.PI * OTHER[i])); // normal, by Box and Muller

/** One sample of p(x|z) with the digit as the decoder's mean: with noise of that scale, or black and white for a cross entropy, NaN. */
export const drawn = (scale) => DIGIT.map((grey, i) => (Number.isNaN(scale) ? Number(CHANCE[i] < grey) : grey + scale * NOISE[i]));
