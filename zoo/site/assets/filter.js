// Shows the rows that have all words that are typed, and the components that are chosen.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const filters = document.querySelector(".filters");
  if (!filters) return;
  const typed = filters.querySelector("input");
  const chosen = [...filters.querySelectorAll("select")];
  const rows = [...document.querySelectorAll(".ranking tbody:not(.references) tr")].map((row) => {
    const section = row.closest("section");
    return { row, section, words: `${section.querySelector("h2").textContent} ${row.textContent}`.toLowerCase() };
  });

  function fits({ row, words }) {
    const wanted = typed.value.toLowerCase().split(/\s+/);
    const has = ({ value, dataset }) => !value || row.dataset[dataset.kind].split(" ").includes(value);
    return wanted.every((word) => words.includes(word)) && chosen.every(has);
  }

  function show() {
    const shown = rows.filter((each) => {
      each.row.hidden = !fits(each);
      return !each.row.hidden;
    });
    const sections = new Set(shown.map((each) => each.section));
    for (const { section } of rows) section.hidden = !sections.has(section);
    const count = (number) => number.toLocaleString("en");
    const all = `${count(rows.length)} ${rows.length === 1 ? "row" : "rows"}`;
    filters.querySelector("output").value = shown.length < rows.length ? `${count(shown.length)} of ${all}` : all;
  }

  addEventListener("pageshow", show); // coming back to a page, a browser brings back what was typed
  typed.addEventListener("input", show);
  for (const each of chosen) each.addEventListener("change", show);
  zoo.keep(
    "filters",
    () => [typed, ...chosen].map((each) => each.value),
    (kept) => {
      [typed, ...chosen].forEach((each, place) => { each.value = kept[place] ?? ""; });
      show();
    },
  );
});
