// Accuracy against cost: draws the figures of the table beside, for the cost that is chosen.
"use strict";

// Returns by what rows are told apart on the plot: the first of model, augmenter and recipe in which they differ.
function telling(rows) {
  const named = (row) => ["a", ".soft"].flatMap((part) => row.querySelector(part).textContent.split(" · "));
  const parts = rows.map(named);
  const at = parts[0].findIndex((_, part) => new Set(parts.map((each) => each[part])).size > 1);
  return parts.map((each) => each[Math.max(at, 0)]);
}

// Returns the points of those rows that have the cost, the cheapest first.
function read(table, cost) {
  const rows = [...table.tBodies[0].rows];
  const names = telling(rows);
  const points = rows.map((row, place) => {
    const cell = row.querySelector(`[data-cost="${cost}"]`);
    const [head, accuracy] = row.cells;
    const link = head.querySelector("a");
    return {
      x: Number(cell.dataset.number || "NaN"),
      y: 100 * Number(row.dataset.accuracy),
      width: 100 * Number(row.dataset.width),
      front: "front" in cell.dataset,
      name: names[place],
      said: `${head.textContent.trim()}: ${accuracy.textContent}, ${cell.lastChild.textContent.trim()}`,
      href: link.getAttribute("href"),
    };
  });
  return points.filter((point) => point.x > 0).sort((a, b) => a.x - b.x);
}

document.addEventListener("DOMContentLoaded", () => {
  for (const details of document.querySelectorAll(".pareto")) {
    const [place, select, table] = [".chart", "select", "table"].map((name) => details.querySelector(name));
    const show = () => {
      if (!details.open) return;
      place.replaceChildren();
      const titles = [select.selectedOptions[0].textContent, "test accuracy, %"];
      zoo.scatter(place, read(table, select.value), titles);
    };
    details.addEventListener("toggle", show);
    select.addEventListener("change", show);
    addEventListener("resize", show);
    zoo.onTheme(show);
  }
});
