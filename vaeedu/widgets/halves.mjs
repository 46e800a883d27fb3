// How the weights of trained models come into a page.

/** Half-precision numbers, least byte first, as a Float32Array, which holds each of them exactly. */
export function halves(view) {
  const floats = new Float32Array(view.byteLength / 2);
  const bits = new Uint32Array(floats.buffer);
  for (let i = 0; i < floats.length; i++) {
    const half = view.getUint16(2 * i, true);
    bits[i] = ((half & 0x8000) << 16) | ((half & 0x7fff) << 13);
    floats[i] *= 2 ** 112; // the two formats' exponents count from different zeros; subnormal numbers come out right as well
  }
  return floats;
}
