import assert from "node:assert/strict";
import { test } from "node:test";
import { fromAddress, toAddress, toPython } from "../../vaeedu/widgets/state.mjs";

const pixel = { type: "integer", minimum: 0, maximum: 255 };
const SCHEMAS = {
  beta: { type: "number", minimum: 0, maximum: 1e12 },
  names: { type: "integer", minimum: 1, maximum: 1001 },
  start: { type: "array", minItems: 2, maxItems: 2, items: { type: "number", minimum: -1e12, maximum: 1e12 }, default: [-1.6, 0.4] },
  sampled: { type: "boolean" },
  grey: { type: "array", minItems: 784, maxItems: 784, items: pixel, default: new Array(784).fill(0) },
};
const STATE = { beta: 0.1 + 0.2, names: 21, start: [1e-9, -3], sampled: true, grey: Array.from({ length: 784 }, (_, i) => (i * 37) % 256) };

test("a state comes back from the address as it was, to the last digit", () => {
  const address = toAddress(STATE, SCHEMAS);
  assert.deepEqual(fromAddress(address, SCHEMAS), STATE);
  assert.match(address, /^beta=0\.30000000000000004&names=21&start=1e-9,-3&sampled=true&grey=[\w-]+$/);
});

test("lists that are as at first are left out, numbers never", () => {
  const state = { ...STATE, start: [-1.6, 0.4], grey: SCHEMAS.grey.default };
  assert.equal(toAddress(state, SCHEMAS), "beta=0.30000000000000004&names=21&sampled=true");
  assert.equal(toPython("W", state, SCHEMAS), "W(beta=0.30000000000000004, names=21, sampled=True)");
  assert.equal(toPython("W", { start: [1, -2], sampled: false }, SCHEMAS), "W(start=[1, -2], sampled=False)");
});

test("a damaged address is refused with a sentence that says what and what would do", () => {
  for (const [address, says] of [
    ["beta=-1", /^beta must be a number from 0 to 1.0e12, and the address says “-1”$/],
    ["beta=", /beta must be a number/], ["beta=NaN", /beta/], ["beta=Infinity", /beta/], ["beta", /beta/], ["beta=1=2", /beta/], ["beta= ", /beta/],
    ["names=2.5", /names must be a whole number from 1 to 1001/], ["names=1002", /names/],
    ["start=1", /start must be 2 numbers/], ["start=1,2,3", /start/], ["start=1,", /start/], ["start=1,1e13", /start/],
    ["sampled=yes", /sampled must be true or false/],
    ["grey=AAAA", /grey must be 784 numbers from 0 to 255/], ["grey=*", /grey/],
    ["gamma=1", /^the address names “gamma”, and the inputs are beta, names, start, sampled, grey$/], ["__proto__=1", /names “__proto__”/],
  ]) assert.throws(() => fromAddress(address, SCHEMAS), { message: says }, address);
  assert.deepEqual(fromAddress("", SCHEMAS), {});
});
