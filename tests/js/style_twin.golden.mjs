// The widget's functions and, beside them, those of its model with the weights that the page carries.
import { readFileSync } from "node:fs";
import * as maths from "../../vaeedu/widgets/style_twin/maths.mjs";

const weights = new Uint8Array(readFileSync(new URL("../../vaeedu/widgets/style_twin/weights.bin", import.meta.url)));
export default Object.assign(new maths.Model(new DataView(weights.buffer)), maths);
