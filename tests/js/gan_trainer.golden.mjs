// The widget's functions, and a training with everything that it drew, to be repeated elsewhere.
import * as maths from "../../vaeedu/widgets/gan_trainer/maths.mjs";

function trace(settings, steps) {
  const trainer = new maths.Trainer(settings);
  const weights = () => ["generator", "critic"].map((name) => trainer[name].parameters.map((list) => Array.from(list)));
  const first = weights();
  const draws = [];
  const losses = [];
  for (let i = 0; i < steps; i++) {
    const drawn = trainer.draws();
    draws.push({ real: Array.from(drawn.real), codes: drawn.codes.map((list) => Array.from(list)), blur: drawn.blur.map((list) => Array.from(list)) });
    trainer.step(drawn);
    losses.push(trainer.losses);
  }
  const { points, answers } = trainer.shown();
  return { first, draws, losses, last: weights(), codes: Array.from(trainer.codes), points: Array.from(points), answers: Array.from(answers) };
}

export default { ...maths, trace };
