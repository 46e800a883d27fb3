// Predict, then reveal: the results are hidden until the reader has written down a guess. It stays in this browser.
import { make, say } from "./chart.mjs";

const minus = (value) => (value > 0 ? "+" : "") + say(value, 2);

/**
 * Hides the results of a widget and takes guesses, and shows both. `key` names the place in this browser where the last
 * prediction is kept, `state()` says for which state it was. `toggle` returns whether the results are hidden, `told` what to say.
 */
export function predict(root, key, state) {
  const outputs = [...root.querySelectorAll("output[data-name]")].filter((output) => !output.closest(".vae-slider"));
  let guesses;
  const nameOf = (output) => output.closest(".vae-result")?.firstChild.textContent ?? output.dataset.name.replaceAll("_", " ");
  const hide = () => {
    guesses = outputs.map((output) => make("input", { type: "number", step: "any", class: "vae-guess", placeholder: "?", "aria-label": `Your guess: ${nameOf(output)}` }));
    outputs.forEach((output, i) => output.after(guesses[i]));
    guesses[0].focus();
    return "Set the sliders, write your guess where a number was, and press the button again.";
  };
  const reveal = () => {
    const made = outputs.flatMap((output, i) => {
      const [guess, truth] = [guesses[i].valueAsNumber, Number(output.dataset.value)];
      return Number.isNaN(guess) ? [] : [`${nameOf(output)} ${say(guess, 2)}, it is ${say(truth, 2)} (error ${minus(guess - truth)})`];
    });
    for (const guess of guesses) guess.remove();
    guesses = undefined;
    if (!made.length) return "";
    const text = `You predicted for ${state()}: ${made.join("; ")}.`;
    try {
      localStorage.setItem(key, text);
      return text;
    } catch {
      return `${text} This browser does not let the page keep it.`;
    }
  };
  const toggle = () => {
    const said = guesses ? reveal() : hide();
    root.classList.toggle("vae-predicting", Boolean(guesses));
    return said;
  };
  const told = () => {
    try {
      return localStorage.getItem(key)?.replace("You predicted", "Last time you predicted").replaceAll(", it is", ", it was") ?? "";
    } catch {
      return "";
    }
  };
  return { toggle, told };
}
