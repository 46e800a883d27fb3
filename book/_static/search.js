// Finds the places of search-index.js in which every word of the query begins a word, the best first.
(function () {
  "use strict";
  const field = document.querySelector("main form.bd-search input, .bd-search-container input");
  const box = document.getElementById("search-results");
  const MOST = 50;

  const GREEK = {
    α: "alpha", β: "beta", γ: "gamma", δ: "delta", ε: "epsilon", ζ: "zeta", η: "eta", θ: "theta", κ: "kappa", λ: "lambda", μ: "mu", ν: "nu",
    ξ: "xi", π: "pi", ρ: "rho", σ: "sigma", ς: "sigma", τ: "tau", φ: "phi", χ: "chi", ψ: "psi", ω: "omega",
  };

  /** Small letters without accents, Greek ones by their names, D* as one word: in the query and in what is searched. */
  function fold(text) {
    return text
      .normalize("NFKD")
      .replace(/\p{M}/gu, "")
      .toLowerCase()
      .replace(/[α-ω]/g, (letter) => ` ${GREEK[letter] ?? letter} `)
      .replace(/(?<=\w)\s*\*/g, "star")
      .replace(/[^\p{L}\p{N}]+/gu, " ")
      .trim();
  }

  const index = window.searchIndex.map((entry) => ({ ...entry, name: ` ${fold(entry.title)} `, words: ` ${fold(entry.text)} ` }));

  const count = (text, part) => text.split(part).length - 1;

  /** How well one word is met: whole words before beginnings, titles before text. Short words are met whole or not at all. */
  function meets(entry, word) {
    const [whole, start] = [` ${word} `, word.length > 2 ? ` ${word}` : ` ${word} `];
    const title = entry.name.includes(whole) ? 30 : entry.name.includes(start) ? 15 : 0;
    const first = entry.name.startsWith(start) ? 5 : 0;
    return title + first + (entry.words.includes(whole) ? 3 : 0) + Math.log2(1 + count(entry.words, start));
  }

  function score(entry, words) {
    const met = words.map((word) => meets(entry, word));
    if (!met.every(Boolean)) return 0;
    const inTitle = words.every((word) => entry.name.includes(` ${word}`));
    const phrase = entry.words.includes(words.join(" ")) || entry.name.includes(words.join(" "));
    return met.reduce((sum, one) => sum + one) / words.length + (entry.kind === "term" && inTitle ? 40 : 0) + (phrase ? 5 : 0);
  }

  function node(tag, className, ...children) {
    const made = document.createElement(tag);
    if (className) made.className = className;
    made.append(...children);
    return made;
  }

  const isWord = (part) => /[\p{L}\p{N}]/u.test(part);

  /** The text around the first word that is met, with all that are met marked. */
  function snippet(text, words) {
    const parts = text.match(/[\p{L}\p{N}*]+|[^\p{L}\p{N}*]+/gu) ?? [];
    const met = parts.map((part) => isWord(part) && fold(part).split(" ").some((one) => words.some((word) => (word.length > 2 ? one.startsWith(word) : one === word))));
    const from = Math.max(0, met.indexOf(true) - 20);
    const shown = parts.slice(from, from + 70).map((part, place) => (met[from + place] ? node("mark", "", part) : part));
    return node("p", "", from ? "… " : "", ...shown, from + 70 < parts.length ? " …" : "");
  }

  function search() {
    const words = fold(field.value).split(" ").filter(Boolean);
    const found = words.length
      ? index
          .map((entry) => ({ entry, value: score(entry, words) }))
          .filter(({ value }) => value)
          .sort((one, other) => other.value - one.value)
      : [];
    const said = node("p", "search-count");
    said.setAttribute("role", "status");
    if (words.length) said.append(found.length ? `${found.length} ${found.length === 1 ? "place" : "places"}` : "No place has all of these words.");
    if (found.length > MOST) said.append(`, the best ${MOST} of them:`);
    const items = found.slice(0, MOST).map(({ entry }) => {
      const link = node("a", "", entry.title);
      link.href = entry.address;
      return node("li", "", link, node("span", "search-place", entry.title === entry.place ? "" : entry.place), snippet(entry.text, words));
    });
    box.replaceChildren(said, node("ol", "", ...items));
  }

  field.value = new URLSearchParams(location.search).get("q") ?? "";
  field.addEventListener("input", search);
  search();
})();
