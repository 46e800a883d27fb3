// The explorer's functions and, beside them, those of its network with the weights that the page carries.
import { readFileSync } from "node:fs";
import * as maths from "../../vaeedu/widgets/latent_explorer/maths.mjs";

const weights = new Uint8Array(readFileSync(new URL("../../vaeedu/widgets/latent_explorer/weights.bin", import.meta.url)));
export default Object.assign(new maths.Network(new DataView(weights.buffer)), maths);
