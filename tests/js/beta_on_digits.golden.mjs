// The widget's functions and, beside them, those of its models with the weights that the page carries.
import { readFileSync } from "node:fs";
import * as maths from "../../vaeedu/widgets/beta_on_digits/maths.mjs";

const weights = new Uint8Array(readFileSync(new URL("../../vaeedu/widgets/beta_on_digits/weights.bin", import.meta.url)));
export default Object.assign(new maths.Models(new DataView(weights.buffer)), maths);
