// The ledger shows the claims of one verdict, of one chapter, or of both.
(function () {
  "use strict";
  const choices = [...document.querySelectorAll("[data-choice]")];
  const entries = [...document.querySelectorAll(".ledger > .claim")];
  const summary = document.querySelector(".ledger-summary");
  const whole = summary.textContent;

  function show() {
    const fits = (entry) => choices.every(({ value, dataset }) => !value || value === entry.dataset[dataset.choice]);
    entries.forEach((entry) => (entry.hidden = !fits(entry)));
    const shown = entries.filter((entry) => !entry.hidden).length;
    summary.textContent = shown === entries.length ? whole : `${shown} of ${entries.length} claims.`;
  }
  choices.forEach((choice) => choice.addEventListener("change", show));

  // A link to a claim that the choices hide shows it all the same; so does a page that the browser opens again with its choices.
  function open() {
    if (document.getElementById(decodeURIComponent(location.hash.slice(1)))?.hidden) {
      choices.forEach((choice) => (choice.value = ""));
      show();
      document.getElementById(decodeURIComponent(location.hash.slice(1))).scrollIntoView();
    }
  }
  addEventListener("hashchange", open);
  show();
  open();
})();
