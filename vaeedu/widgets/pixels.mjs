// Measures of small pictures.

/** The variance of a picture's Laplacian over its inner pixels (chapter 9); the picture is a square, row by row. */
export function sharpness(picture) {
  const side = Math.sqrt(picture.length);
  const found = [];
  for (let i = 1; i < side - 1; i++) {
    for (let j = 1; j < side - 1; j++) {
      const at = side * i + j;
      found.push(picture[at - side] + picture[at + side] + picture[at - 1] + picture[at + 1] - 4 * picture[at]);
    }
  }
  const mean = found.reduce((sum, value) => sum + value, 0) / found.length;
  return found.reduce((sum, value) => sum + (value - mean) ** 2, 0) / found.length;
}
