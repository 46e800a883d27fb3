// The widget's functions and, beside them, those of its hybrid with the weights that the page carries.
import { readFileSync } from "node:fs";
import * as maths from "../../vaeedu/widgets/one_code/maths.mjs";

const weights = new Uint8Array(readFileSync(new URL("../../vaeedu/widgets/one_code/weights.bin", import.meta.url)));
export default Object.assign(new maths.Model(new DataView(weights.buffer)), maths);
