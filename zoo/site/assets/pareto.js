// Draws accuracy against cost, from the figures of the table beside: a point leads to its experiment.
"use strict";

function read(table, cost) {
  const rows = [...table.tBodies[0].rows].map((row) => {
    const cell = row.querySelector(`[data-cost="${cost}"]`);
    const link = row.querySelector("a");
    return {
      x: Number(cell.dataset.number || "NaN"), y: 100 * Number(row.dataset.accuracy), width: 100 * Number(row.dataset.width),
      front: "front" in cell.dataset, href: link.getAttribute("href"), name: link.textContent, row: row.cells[0].textContent,
      said: cell.lastChild.textContent.trim(), accuracy: row.cells[1].textContent,
    };
  });
  return rows.filter((each) => each.x > 0).sort((a, b) => a.x - b.x);
}

// Draws the intervals, and the names of what is on the front where there is room.
function annotate(points) {
  return (u) => {
    const { ctx } = u;
    const ratio = devicePixelRatio;
    const at = (point) => [u.valToPos(point.x, "x", true), (y) => u.valToPos(y, "y", true)];
    ctx.save();
    ctx.beginPath();
    ctx.rect(u.bbox.left, 0, u.bbox.width, u.bbox.top + u.bbox.height);
    ctx.clip();
    ctx.lineWidth = 1.5 * ratio;
    ctx.strokeStyle = zoo.colour("strong-rule");
    for (const point of points.filter((each) => each.width)) {
      const [x, y] = at(point);
      ctx.beginPath();
      ctx.moveTo(x, y(point.y - point.width));
      ctx.lineTo(x, y(point.y + point.width));
      ctx.stroke();
    }
    ctx.font = `${12 * ratio}px ${getComputedStyle(document.body).fontFamily}`;
    ctx.fillStyle = zoo.colour("text");
    ctx.textAlign = "left";
    ctx.textBaseline = "alphabetic";
    const taken = [];
    for (const point of points.filter((each) => each.front)) {
      const [x, y] = at(point);
      const name = point.name.length > 24 ? `${point.name.slice(0, 23)}…` : point.name;
      const wide = ctx.measureText(name).width;
      const left = Math.min(x + 6 * ratio, u.bbox.left + u.bbox.width - wide);
      const box = [left, y(point.y) - 20 * ratio, left + wide, y(point.y) - 6 * ratio];
      if (taken.some(([a, b, c, d]) => box[0] < c && a < box[2] && box[1] < d && b < box[3])) continue;
      taken.push(box);
      ctx.fillText(name, left, y(point.y) - 9 * ratio);
    }
    ctx.restore();
  };
}

// Of the lines of a logarithmic axis, leaves those at 1, 2 and 5.
function round(_, ticks) {
  return ticks.map((tick) => ("125".includes(tick.toExponential()[0]) ? tick : null));
}

function near(u, points) {
  const far = (point) => Math.hypot(u.valToPos(point.x, "x") - u.cursor.left, u.valToPos(point.y, "y") - u.cursor.top);
  const [found] = points.map((point) => [far(point), point]).sort(([a], [b]) => a - b);
  return found && found[0] < 24 ? found[1] : null;
}

function draw(chart, points, title) {
  const [text, rule, accent, soft] = ["soft", "rule", "accent", "soft"].map(zoo.colour);
  const axis = { stroke: text, grid: { stroke: rule, width: 1 }, ticks: { stroke: rule }, font: "12px system-ui, sans-serif" };
  const dots = (colour, size) => ({ show: true, size, fill: colour, stroke: zoo.colour("page"), width: 1 });
  const said = zoo.element("p", { class: "said", hidden: "" });
  const u = new uPlot({
    width: chart.clientWidth, height: chart.clientHeight,
    legend: { show: false }, cursor: { x: false, y: false, points: { show: false }, drag: { x: false, y: false } },
    scales: { x: { time: false, distr: 3 }, y: { range: (_, low, high) => [low - (high - low || 1) * 0.12, high + (high - low || 1) * 0.12] } },
    series: [
      {},
      { paths: () => null, points: dots(soft, 9) },
      { stroke: accent, width: 1.5, spanGaps: true, paths: uPlot.paths.stepped({ align: 1 }), points: dots(accent, 11) },
    ],
    axes: [
      { ...axis, label: title, labelFont: axis.font, labelSize: 22, filter: round, values: (_, ticks) => ticks.map((tick) => tick === null ? "" : zoo.short(tick)) },
      { ...axis, label: "test accuracy, %", labelFont: axis.font, labelSize: 22, size: 52 },
    ],
    hooks: {
      draw: [annotate(points)],
      setCursor: [(it) => {
        const point = it.cursor.left >= 0 ? near(it, points) : null;
        said.hidden = !point;
        it.over.style.cursor = point ? "pointer" : "default";
        if (!point) return;
        said.textContent = `${point.row.trim()}: ${point.accuracy}, ${point.said}`;
        const left = u.over.offsetLeft + u.valToPos(point.x, "x");
        said.style.left = `${Math.min(left + 12, chart.clientWidth - said.offsetWidth)}px`;
        said.style.top = `${u.over.offsetTop + u.valToPos(point.y, "y") + 12}px`;
      }],
    },
  }, [points.map(({ x }) => x), points.map(({ y, front }) => (front ? null : y)), points.map(({ y, front }) => (front ? y : null))], chart);
  u.over.addEventListener("click", () => {
    const point = near(u, points);
    if (point) location.href = point.href;
  });
  chart.append(said);
}

// Returns a number as an axis has it: 1.5k, 20M.
zoo.short = (number) => new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 }).format(number);

document.addEventListener("DOMContentLoaded", () => {
  for (const details of document.querySelectorAll(".pareto")) {
    const [chart, select, table] = [".chart", "select", "table"].map((name) => details.querySelector(name));
    const show = () => {
      if (!details.open) return;
      chart.replaceChildren();
      draw(chart, read(table, select.value), select.selectedOptions[0].textContent);
    };
    details.addEventListener("toggle", show);
    select.addEventListener("change", show);
    addEventListener("resize", show);
    zoo.onTheme(show);
  }
});
