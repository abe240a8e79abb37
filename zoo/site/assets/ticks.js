// Rows that are ticked: two of them lead to their comparison.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const bar = document.querySelector(".ticked");
  const boxes = [...document.querySelectorAll(".ranking .tick input")];
  const keyOf = (box) => box.closest("tr").dataset.key;
  const nameOf = (box) => box.getAttribute("aria-label").replace("Compare ", "");
  const [said, go, clear] = bar.children;

  function show() {
    const ticked = boxes.filter((box) => box.checked);
    const two = ticked.length === 2;
    bar.hidden = !ticked.length;
    go.hidden = !two;
    go.href = `compare.html#${ticked.map(keyOf).join(",")}`;
    const names = ticked.map(nameOf).join(" and ");
    said.textContent = two ? names : ticked.length === 1 ? `${names}: tick another row to compare the two.`
      : `${ticked.length} rows are ticked, and two are compared.`;
  }

  function set(keys) {
    for (const box of boxes) box.checked = keys.includes(keyOf(box));
    show();
  }

  for (const box of boxes) box.addEventListener("change", show);
  clear.addEventListener("click", () => set([]));
  zoo.keep("ticked", () => boxes.filter((box) => box.checked).map(keyOf), set);
  addEventListener("pageshow", show); // coming back to a page, a browser brings its ticks back
});
