// Sorts a table by the column whose heading is pressed; what has no figure stands last, either way.
"use strict";

function value(row, column) {
  const cell = row.children[column];
  const number = cell.dataset.number;
  if (number === undefined) return cell.textContent.trim().toLowerCase();
  return number === "" ? null : Number(number);
}

function order(a, b) {
  if (a === null || b === null) return 0;
  return typeof a === "number" ? a - b : a.localeCompare(b, undefined, { numeric: true });
}

function sortBy(table, column, direction) {
  const body = table.tBodies[0];
  const sign = direction === "descending" ? -1 : 1;
  const rows = [...body.rows].map((row) => [value(row, column), row]);
  rows.sort(([a], [b]) => (a === null) - (b === null) || sign * order(a, b));
  body.append(...rows.map(([, row]) => row));
  for (const heading of table.tHead.rows[0].cells) heading.removeAttribute("aria-sort");
  table.tHead.rows[0].cells[column].setAttribute("aria-sort", direction);
}

function press(heading) {
  const opposite = { ascending: "descending", descending: "ascending" };
  const direction = opposite[heading.getAttribute("aria-sort")] ?? heading.dataset.first;
  sortBy(heading.closest("table"), heading.cellIndex, direction);
}

function sortedBy(table) {
  const heading = table.querySelector("[aria-sort]");
  return heading && [heading.cellIndex, heading.getAttribute("aria-sort")];
}

document.addEventListener("DOMContentLoaded", () => {
  const tables = [...document.querySelectorAll("table.sortable")];
  for (const heading of document.querySelectorAll(".sortable th[data-first]")) {
    const button = zoo.element("button", { type: "button", class: "sort" }, ...heading.childNodes);
    button.addEventListener("click", () => press(heading));
    heading.append(button);
  }
  zoo.keep(
    "sorted",
    () => tables.map(sortedBy),
    (kept) => kept.forEach((by, place) => by && tables[place] && sortBy(tables[place], ...by)),
  );
});
