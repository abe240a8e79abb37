// An experiment's curves: charts of loss and accuracy, and the table below them, which names the lines: its heads show
// and hide them, and its cells have the values of the epoch that is pointed at.
"use strict";

const splits = { training: { field: "", colour: "series-1" }, validation: { field: "val_", colour: "series-2" } };

function drawCurves(box) {
  const { curves } = zoo.data[box.dataset.key];
  box.hidden = false; // a chart is as wide as its place
  const table = document.getElementById("values");
  const columns = Array.from(table.querySelectorAll("[data-split]"), (head) => ({ head, ...head.dataset }));
  const rows = Array.from(table.querySelectorAll("[data-seed]"), (head, at) => ({ head, curve: curves[at] }));
  const valuesOf = ({ curve }, { split, what }) => curve[splits[split].field + what];
  const slider = document.getElementById("epoch");

  const show = (epoch) => {
    slider.value = epoch;
    document.getElementById("at").textContent = `epoch ${epoch}`;
    for (const row of rows) {
      columns.forEach((column, at) => {
        const value = valuesOf(row, column)[epoch - 1];
        row.head.parentElement.cells[at + 1].textContent = value == null ? "-" : zoo.forms[column.what].exact(value);
      });
    }
  };

  const charts = Array.from(box.querySelectorAll(".chart"), (place) => {
    const { what } = place.dataset;
    const drawn = rows.flatMap((row) => columns.filter((column) => column.what === what).map((column) => ({ row, column })));
    const lines = drawn.map(({ row, column }) => ({ values: valuesOf(row, column), colour: splits[column.split].colour }));
    return { chart: zoo.chart(place, lines, zoo.forms[what].axis, show), drawn };
  });

  const choose = () => {
    for (const { chart, drawn } of charts) {
      drawn.forEach(({ row, column }, at) => chart.setSeries(at + 1, { show: isPressed(row.head) && isPressed(column.head) }));
    }
  };
  const heads = [...columns, ...rows].map(({ head }) => head);
  for (const head of heads) makeToggle(head, choose);
  zoo.keep("curves", () => heads.map(isPressed), (pressed) => {
    pressed.forEach((is, at) => heads[at]?.firstChild.setAttribute("aria-pressed", String(is)));
    choose();
  });
  slider.addEventListener("input", () => {
    for (const { chart } of charts) chart.setCursor({ left: chart.valToPos(Number(slider.value), "x"), top: 0 });
  });
}

const isPressed = (head) => head.firstChild.getAttribute("aria-pressed") === "true";

// Makes what stands in a head a button that is pressed or not.
function makeToggle(head, changed) {
  const button = zoo.element("button", { type: "button", class: "toggle", "aria-pressed": "true" }, ...head.childNodes);
  button.addEventListener("click", () => {
    button.setAttribute("aria-pressed", String(!isPressed(head)));
    changed();
  });
  head.append(button);
}

document.addEventListener("DOMContentLoaded", () => document.querySelectorAll(".charts").forEach(drawCurves));
