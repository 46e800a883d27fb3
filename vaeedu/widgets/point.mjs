// Numbers, legends and curves point at each other: what has a class of the widget's own in common shows the same thing.

const NAMED = ".vae-result, .vae-note > span, tr"; // a number with its name, a line of the legend, a row of a table

const own = (node) => [...node.classList].filter((name) => !name.startsWith("vae-"));
const classes = (node) => (node.matches(NAMED) ? [node, ...node.querySelectorAll("dt, .vae-swatch")].flatMap(own) : own(node));

/**
 * Lights up what shows the same as the thing that is pointed at or has the focus; of a number or a line of the legend, the
 * other curves step back. The arrow keys go from one number with a curve to the next.
 */
export function point(root) {
  const curves = (name) => [...root.querySelectorAll(`.vae-svg .${name}`)];
  const shared = (node) => classes(node).filter((name) => curves(name).length && root.querySelector(`:is(dt, tr, .vae-swatch).${name}`));
  let lit = [];
  const dark = () => {
    for (const node of lit) node.classList.remove("vae-lit");
    root.classList.remove("vae-pointing");
    lit = [];
  };
  const light = ({ target, buttons }) => {
    if (buttons) return; // a drag goes over many things
    dark();
    const at = target.closest(`${NAMED}, .vae-svg *`);
    const names = at ? shared(at) : [];
    lit = names.flatMap((name) => [...root.querySelectorAll(`.${name}:not(.vae-handle)`)]);
    for (const node of lit) node.classList.add("vae-lit");
    root.classList.toggle("vae-pointing", lit.length > 0 && at.matches(NAMED));
  };
  for (const event of ["pointerover", "focusin"]) root.addEventListener(event, light);
  for (const event of ["pointerleave", "focusout"]) root.addEventListener(event, dark);

  const stops = [...root.querySelectorAll(".vae-result")].filter((node) => shared(node).length);
  stops.forEach((node, i) => {
    node.tabIndex = i ? -1 : 0;
    node.addEventListener("keydown", ({ key }) => stops[i + ({ ArrowRight: 1, ArrowLeft: -1 }[key] ?? 0)]?.focus());
  });
}
