// The training beside the page, in slices that are short enough to be told what is new.
import { Trainer } from "./maths.mjs";

const SLICE = 30; // milliseconds, after which the page is told; it draws its frames meanwhile
let [trainer, left] = [undefined, 0];
const next = new MessageChannel(); // comes back at once, and after the messages that wait

function slice() {
  if (left <= 0) return;
  for (const end = performance.now() + SLICE; left > 0 && performance.now() < end; left--) trainer.step();
  const shown = trainer.shown();
  if (!shown.finite) left = 0;
  postMessage({ ...shown, resting: left <= 0 });
  next.port2.postMessage(0);
}

next.port1.onmessage = slice;
onmessage = ({ data: { begin, set, run } }) => {
  if (begin) [trainer, left] = [new Trainer(begin), 0];
  if (set) trainer?.set(set);
  if (run === undefined || !trainer) return;
  const waiting = left > 0;
  left = run;
  if (run > 0 && !waiting) slice();
};
