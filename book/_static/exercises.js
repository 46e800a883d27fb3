// A box under each exercise: a number or a formula is checked in the page, by the rules of vaeedu.exercises.check. Answers stay in
// this browser. Formulas are read by the small parser below and never run as code.
(function () {
  "use strict";

  /** The complementary error function to 1.2e-7 of itself, also far out (Numerical Recipes, section 6.2.2). */
  function erfc(x) {
    const t = 1 / (1 + 0.5 * Math.abs(x));
    const terms = [-1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587, -0.82215223, 0.17087277];
    const value = t * Math.exp(-x * x + terms.reduceRight((sum, term) => term + t * sum, 0));
    return x < 0 ? 2 - value : value;
  }

  /** The w with w·exp(w) = x, for x from −1/e on, by Newton's steps. */
  function lambertw(x) {
    let w = x > Math.E ? Math.log(x) - Math.log(Math.log(x)) : x > 0 ? x / (1 + x) : x;
    for (let step = 0; step < 60; step++) w -= (w - x * Math.exp(-w)) / (1 + w);
    return w;
  }

  const { sqrt, exp, log, log2, log10, log1p, expm1, abs, min, max, hypot, sin, cos, tan, sinh, cosh, tanh, atan } = Math;
  const FUNCTIONS = {
    sqrt, exp, log, ln: log, log2, log10, log1p, expm1, abs, min, max, hypot, sin, cos, tan, sinh, cosh, tanh, atan,
    erfc, erf: (x) => 1 - erfc(x), Phi: (x) => erfc(-x / Math.SQRT2) / 2, lambertw,
  };
  const CONSTANTS = { pi: Math.PI, e: Math.E };
  const GREEK = { α: "alpha", β: "beta", γ: "gamma", λ: "lambda", μ: "mu", π: "pi", ρ: "rho", σ: "sigma", ω: "omega", Φ: "Phi" };
  const SIGNS = { "−": "-", "·": "*", "×": "*", "²": "^2", "³": "^3" };

  const TOKEN = /\s*(?:(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)|([\p{L}_][\p{L}\p{N}_]*)|(\*\*|[-+*/^(),]))/iuy;

  /** The formula as a function of the values of `names`. What cannot be read is an error in words for the reader. */
  function parse(text, names) {
    const source = text
      .replace(/\b(?:math|np|numpy|torch|sp)\./g, "")
      .replace(/[−·×²³]/g, (sign) => SIGNS[sign])
      .replace(/[αβγλμπρσωΦ]/g, (letter) => GREEK[letter]);
    const tokens = [];
    for (TOKEN.lastIndex = 0; TOKEN.lastIndex < source.trimEnd().length; ) {
      const from = TOKEN.lastIndex;
      const match = TOKEN.exec(source);
      if (!match) throw new Error(`“${source.slice(from).trim()[0]}” cannot be read here`);
      tokens.push(match[1] ? { number: +match[1] } : match[2] ? { name: match[2] } : { sign: match[3] });
    }
    let place = 0;
    const take = (...signs) => signs.includes(tokens[place]?.sign) && tokens[place++].sign;
    const told = (token) => (token ? `“${token.number ?? token.name ?? token.sign}”` : "the end");

    function sum() {
      let left = product();
      for (let sign; (sign = take("+", "-")); ) {
        const [one, other] = [left, product()];
        left = sign === "+" ? (values) => one(values) + other(values) : (values) => one(values) - other(values);
      }
      return left;
    }
    function product() {
      let left = signed();
      for (let sign; (sign = take("*", "/")); ) {
        const [one, other] = [left, signed()];
        left = sign === "*" ? (values) => one(values) * other(values) : (values) => one(values) / other(values);
      }
      return left;
    }
    function signed() {
      const sign = take("-", "+");
      if (!sign) return power();
      const rest = signed();
      return sign === "-" ? (values) => -rest(values) : rest;
    }
    function power() {
      const base = atom();
      if (!take("**", "^")) return base;
      const exponent = signed();
      return (values) => base(values) ** exponent(values);
    }
    function atom() {
      const token = tokens[place++];
      if (token?.number !== undefined) return () => token.number;
      if (token?.sign === "(") {
        const inside = sum();
        if (!take(")")) throw new Error("a bracket is not closed");
        return inside;
      }
      if (token?.name === undefined) throw new Error(`there is ${told(token)} where a number should stand`);
      if (names.includes(token.name)) return (values) => values[names.indexOf(token.name)];
      if (Object.hasOwn(CONSTANTS, token.name)) return () => CONSTANTS[token.name];
      if (!Object.hasOwn(FUNCTIONS, token.name)) {
        throw new Error(`“${token.name}” is not known; you can use ${[...names, ...Object.keys(CONSTANTS), "sqrt, log, exp, erf, Phi, max"].join(", ")}`);
      }
      if (!take("(")) throw new Error(`write ${token.name}(…) with brackets`);
      const inside = [sum()];
      while (take(",")) inside.push(sum());
      if (!take(")")) throw new Error("a bracket is not closed");
      return (values) => FUNCTIONS[token.name](...inside.map((one) => one(values)));
    }

    const formula = sum();
    if (place < tokens.length) throw new Error(`there is ${told(tokens[place])} where the formula could end; is a * missing?`);
    return formula;
  }

  /** Python's math.isclose: what is not finite is close to nothing but itself. */
  function close(one, other, relative, absolute) {
    return one === other || (Number.isFinite(one - other) && abs(one - other) <= max(relative * max(abs(one), abs(other)), absolute));
  }

  /** How many digits Python's format "6g" shows of the value. */
  function digits(value) {
    const [mantissa, exponent] = value.toExponential(5).split("e");
    const shown = mantissa.replace(/\D/g, "").replace(/0+$/, "").length;
    return +exponent >= 0 && +exponent < 6 ? max(shown, +exponent + 1) : shown;
  }

  /** A number is right to a thousandth, or as the truth rounded to the three digits or more that it has. */
  function right(value, truth) {
    const given = Number.isFinite(value) && value ? digits(value) : 0;
    return (given >= 3 && close(value, +truth.toPrecision(given), 1e-6, 0)) || close(value, truth, 1e-3, 1e-6);
  }

  const short = (value) => `${+value.toPrecision(4)}`.replace("-", "−");

  /** What is said of an answer: whether it is right, and in words what is wrong; nothing of one that is not there. */
  function judge({ names, points, truth, hint, number }, text) {
    if (!text.trim()) return { right: false, says: "" };
    let formula;
    try {
      formula = parse(text, names);
    } catch (error) {
      return { right: false, says: `Not yet: ${error.message}.` };
    }
    for (const [place, point] of points.entries()) {
      const value = formula(point);
      if (number ? right(value, truth[place]) : close(value, truth[place], 1e-3, 1e-6)) continue;
      const where = names.map((name, argument) => `${name} = ${short(point[argument])}`).join(", ");
      const got = Number.isNaN(value) ? "is no number" : `is ${short(value)}`;
      return { right: false, says: `Not yet: ${where ? `at ${where} ` : ""}your answer ${got}. Hint: ${hint}` };
    }
    return { right: true, says: "Right." };
  }

  /** What was answered is kept where the browser lets a page keep something. */
  function kept(key, value) {
    try {
      if (value === undefined) return localStorage.getItem(key) ?? "";
      localStorage.setItem(key, value);
    } catch {
      // Then it is not: the page works on.
    }
    return "";
  }

  function equip(box) {
    const answer = JSON.parse(box.dataset.answer);
    const key = `vaeedu-answer-${box.dataset.exercise}`;
    const form = document.createElement("form");
    const label = document.createElement("label");
    const field = document.createElement("input");
    const button = document.createElement("button");
    const verdict = document.createElement("output");
    label.textContent = answer.number ? "Your number " : `Your formula in ${answer.names.join(", ")} `;
    Object.assign(field, { type: "text", spellcheck: false, autocomplete: "off", autocapitalize: "off", value: kept(key) });
    button.textContent = "Check";
    label.append(field);
    form.append(label, button, verdict);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const { right, says } = judge(answer, field.value);
      verdict.value = says;
      verdict.className = right ? "answer-right" : "";
      kept(key, field.value);
    });
    field.addEventListener("input", () => (verdict.value = ""));
    box.append(form);
  }

  window.vaeexercises = { judge }; // for tests, and for whoever opens the console
  document.querySelectorAll(".answer").forEach(equip);
})();
