// Lines over epochs on one axis, drawn by uPlot in the colours of the theme.
"use strict";

// How losses and accuracies are written: exactly, and beside an axis.
zoo.forms = {
  loss: { exact: (value) => value.toFixed(4), axis: (value) => String(Number(value.toPrecision(3))) },
  accuracy: { exact: (value) => `${(100 * value).toFixed(2)}%`, axis: (value) => `${Number((100 * value).toFixed(2))}%` },
};

// Draws lines into an element, as wide as that is, and returns the chart.
//   lines: of each its `values`, a number or null per epoch, its `colour` ("series-1"), and its `dash` if it has one
//   form: writes a value beside the axis
//   moved: told of the epoch, from 1, that is pointed at in any chart of the page
zoo.chart = (place, lines, form, moved = () => {}) => {
  const length = Math.max(...lines.map((line) => line.values.length));
  const epochs = Array.from({ length }, (_, at) => at + 1);
  const rows = lines.map((line) => epochs.map((_, at) => line.values[at] ?? null));
  const chart = new uPlot(chartOptions(place, lines, form, moved), [epochs, ...rows], place);
  new ResizeObserver(() => chart.setSize({ width: place.clientWidth, height: chart.height })).observe(place);
  matchMedia("print").addEventListener("change", () => chart.redraw(false));
  zoo.onTheme(() => chart.redraw(false));
  return chart;
};

function chartOptions(place, lines, form, moved) {
  return {
    width: place.clientWidth,
    height: 260,
    legend: { show: false },
    cursor: { y: false, sync: { key: "epochs" }, focus: { prox: 16 } },
    focus: { alpha: 0.25 },
    scales: { x: { time: false } },
    axes: [
      chartAxis({ incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000], size: 34 }),
      chartAxis({ size: 60, values: (_, marks) => marks.map(form) }),
    ],
    series: [{}, ...lines.map(chartLine)],
    hooks: { setCursor: [(chart) => chart.cursor.idx != null && moved(chart.cursor.idx + 1)] },
  };
}

function chartAxis(more) {
  const grid = { stroke: () => zoo.colour("rule"), width: 1 };
  return { stroke: () => zoo.colour("soft"), font: "12px system-ui, sans-serif", grid, ticks: { show: false }, ...more };
}

// A line of one or two epochs is drawn as points.
function chartLine({ values, colour, dash }) {
  return { stroke: () => zoo.colour(colour), width: 1.5, dash, points: { show: values.length < 3 } };
}
