// Evaluates the widget's formulas for tests in other languages: reads [{"module": "linear_vae", "fn": "minimiser",
// "args": [1, 1]}, …] from standard input (chapter 07's module may go unnamed) and prints the list of results. JSON has
// no infinity, so that one is printed as the string "Infinity".
import { readFileSync } from "node:fs";
import * as elbo from "../../vaeedu/widgets/src/elbo_maths.mjs";
import * as epsilon_cloud from "../../vaeedu/widgets/src/epsilon_cloud_maths.mjs";
import * as gaussian_kl from "../../vaeedu/widgets/src/gaussian_kl_maths.mjs";
import * as latent_explorer_maths from "../../vaeedu/widgets/src/latent_explorer_maths.mjs";
import * as linear_vae from "../../vaeedu/widgets/src/linear_vae_maths.mjs";
import * as noisy_channel from "../../vaeedu/widgets/src/noisy_channel_maths.mjs";
import * as optimal_discriminator from "../../vaeedu/widgets/src/optimal_discriminator_maths.mjs";

// Chapter 06's functions and, beside them, those of its network with the weights that the page carries.
const weights = readFileSync(new URL("../../vaeedu/widgets/static/latent_explorer.bin", import.meta.url));
const latent_explorer = Object.assign(new latent_explorer_maths.Network(new DataView(new Uint8Array(weights).buffer)), latent_explorer_maths);
const modules = { elbo, epsilon_cloud, gaussian_kl, latent_explorer, linear_vae, noisy_channel, optimal_discriminator };

const calls = JSON.parse(readFileSync(0, "utf8"));
const results = calls.map(({ module = "linear_vae", fn, args }) => modules[module][fn](...args));
const plain = (value) => (ArrayBuffer.isView(value) ? Array.from(value) : value);
console.log(JSON.stringify(results, (_, value) => (typeof value === "number" && !Number.isFinite(value) ? String(value) : plain(value))));
