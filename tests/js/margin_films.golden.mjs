// The films, with the file that the page carries.
import { readFileSync } from "node:fs";
import { Films } from "../../vaeedu/widgets/margin_films/maths.mjs";

const bytes = new Uint8Array(readFileSync(new URL("../../vaeedu/widgets/margin_films/weights.bin", import.meta.url)));
export default new Films(new DataView(bytes.buffer));
