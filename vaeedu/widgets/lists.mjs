// A trait that is one of a few words or numbers, as a list to choose from.
import { make, write } from "./chart.mjs";

/** A labelled list for one of the `traits`; `show` puts its state on the screen. */
export function list({ get, change }, name, caption, words) {
  const input = make("select", { "data-name": name }, ...words.map((word) => make("option", { value: word }, word)));
  const label = make("span");
  write(label, caption);
  input.addEventListener("change", () => change({ [name]: words[input.selectedIndex] }));
  return { root: make("label", { class: "vae-field" }, label, input), show: () => (input.selectedIndex = words.indexOf(get(name))) };
}
