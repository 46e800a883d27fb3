// Films. Their buttons: an input that counts the frames, run quickly or slowly, stepped through, and held where nobody sees it. And curves over all of a film.
import { button, clamp, polyline, reducedMotion, write } from "./chart.mjs";

const PAUSE = { quick: 120, slow: 600 }; // milliseconds a frame

/** `buttons` for the layout, `watch(root)` holds the film while the root is out of sight, `leave` when the widget goes. */
export function projector({ get, change, first }, name, last) {
  let timer = 0;
  const pause = () => {
    clearTimeout(timer);
    timer = 0;
    write(run, "Run");
  };
  const tick = (speed) => {
    if (get(name) >= last) return pause();
    change({ [name]: get(name) + 1 });
    timer = setTimeout(tick, PAUSE[speed], speed);
  };
  const start = (speed) => {
    if (timer) return pause();
    if (get(name) >= last) change({ [name]: 0 });
    write(run, "Pause");
    timer = setTimeout(tick, 0, reducedMotion() ? "slow" : speed);
  };
  const run = button("Run", () => start("quick"));
  run.classList.add("vae-run");
  const step = (way, word) => button(word, () => (pause(), change({ [name]: clamp(get(name) + way, 0, last) })));
  const buttons = [run, button("Run slowly", () => start("slow")), step(-1, "Back"), step(1, "Step"), button("Reset", () => (pause(), change(first)))];
  const watching = new IntersectionObserver(([entry]) => entry.isIntersecting || pause());
  return { buttons, watch: (root) => watching.observe(root), leave: () => (pause(), watching.disconnect()) };
}

/** Begins the plot with `curves`, [[name, values over the ticks]], a line at the tick numbered `now`, and a point of each curve there; classes are `prefix`-name. */
export function drawCurves(plot, size, prefix, { ticks, now, range, curves }) {
  plot.begin(...size, [ticks[0], ticks.at(-1)], range);
  const { inside, over, x, y, height } = plot;
  const here = x(ticks[now]);
  inside.put("now", "line", { class: `${prefix}-now`, x1: here, x2: here, y1: 0, y2: height });
  for (const [name, values] of curves) {
    inside.put(name, "path", { class: `${prefix}-line ${prefix}-${name}`, d: polyline(ticks.map((tick, k) => [x(tick), clamp(y(values[k]), -9, height + 9)])) });
    over.put(name, "circle", { class: `${prefix}-${name}`, cx: here, cy: clamp(y(values[now]), 0, height), r: 3.5 });
  }
}
