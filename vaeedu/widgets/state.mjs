// A widget's state as text: in the address of a page, and in Python. What an input takes is told by its JSON schema, which
// comes from the Python class.
import { say } from "./chart.mjs";

const MANY = 9; // of a longer list, such as that of a picture's grey levels, the address holds the bytes

/** The state as it stands in an address: `beta=1.97&start=-1.6,0.4`. */
export const toAddress = (state, schemas) => Object.entries(state).filter(told(schemas)).map(([name, value]) => `${name}=${write(value)}`).join("&");

/** The state as Python takes it: `LinearVAE(beta=1.97, t=1)`. */
export const toPython = (widget, state, schemas) => `${widget}(${Object.entries(state).filter(told(schemas)).map(([name, value]) => `${name}=${python(value)}`).join(", ")})`;

/** Not the lists that are as they always are at first. */
const told = (schemas) => ([name, value]) => !Array.isArray(value) || String(value) !== String(schemas[name].default);

const write = (value) => typeof value === "string" ? encodeURIComponent(value) : (value.length > MANY ? btoa(String.fromCharCode(...value)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "") : String(value));

function python(value) {
  if (typeof value === "boolean") return value ? "True" : "False";
  if (typeof value === "string") return JSON.stringify(value);
  return Array.isArray(value) ? `[${value.join(", ")}]` : String(value);
}

/** The inputs that an address names. Throws an error, a sentence for the reader, when one is not there or not to be had. */
export function fromAddress(text, schemas) {
  const state = {};
  for (const part of text.split("&").filter(Boolean)) {
    const [name, value = ""] = part.split(/=(.*)/s);
    const schema = Object.hasOwn(schemas, name) && schemas[name];
    if (!schema) throw new Error(`the address names “${name}”, and the inputs are ${Object.keys(schemas).join(", ")}`);
    state[name] = read(value, schema);
    if (!fits(state[name], schema)) throw new Error(`${name} must be ${wanted(schema)}, and the address says “${value.slice(0, 40)}”`);
  }
  return state;
}

function read(text, { type, minItems }) {
  if (type === "boolean") return { true: true, false: false }[text];
  if (type === "string") return decoded(text);
  if (type !== "array") return text.trim() ? Number(text) : NaN;
  if (minItems <= MANY) return text.split(",").map((number) => read(number, {}));
  try {
    return Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  } catch {
    return [];
  }
}

const decoded = (text) => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a damaged address: no word that an input takes
  }
};

function fits(value, { type, minimum, maximum, minItems, items, enum: words }) {
  if (type === "boolean") return typeof value === "boolean";
  if (type === "string") return words.includes(value);
  if (type === "array") return value.length === minItems && value.every((item) => fits(item, items));
  return value >= minimum && value <= maximum && (type === "number" || Number.isInteger(value));
}

function wanted({ type, minimum, maximum, minItems, items, enum: words }) {
  if (type === "boolean") return "true or false";
  if (type === "string") return `one of ${words.map((word) => `“${word}”`).join(", ")}`;
  if (type === "array") return `${minItems} numbers ${range(items)}`;
  return `a ${type === "integer" ? "whole number" : "number"} ${range({ minimum, maximum })}`;
}

const range = (ends) => `from ${say(ends.minimum, 0)} to ${say(ends.maximum, 0)}`;
