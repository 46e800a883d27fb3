// Evaluates a widget's formulas for tests in other languages: reads {"room": "linear_vae", "calls": [["minimiser", 1, 1], …]}
// from standard input and prints the list of results. JSON has no infinity, so that one is printed as the string "Infinity".
import { existsSync, readFileSync } from "node:fs";

const { room, calls } = JSON.parse(readFileSync(0, "utf8"));
const own = new URL(`${room}.golden.mjs`, import.meta.url); // where a widget has more to evaluate than the functions of its maths.mjs
const functions = existsSync(own) ? (await import(own)).default : await import(`../../vaeedu/widgets/${room}/maths.mjs`);
const results = calls.map(([name, ...args]) => functions[name](...args));
const plain = (value) => (ArrayBuffer.isView(value) ? Array.from(value) : value);
console.log(JSON.stringify(results, (_, value) => (typeof value === "number" && !Number.isFinite(value) ? String(value) : plain(value))));
