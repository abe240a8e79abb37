// Points on a logarithmic axis, drawn by uPlot: their intervals, the line along the front, names where there is room.
"use strict";

const FONT = "12px system-ui, sans-serif";
const NAME = 24; // letters

// Draws points into an element, the cheapest first.
//   points: of each `x`, `y`, `width` of its interval, whether it is on the `front`, its `name`, what is `said` of it
//           when it is pointed at, and `href`, to which it leads
zoo.scatter = (place, points, titles) => {
  const said = zoo.element("p", { class: "said", hidden: "" });
  const only = (front) => points.map((point) => (point.front === front ? point.y : null));
  const data = [points.map(({ x }) => x), only(false), only(true)];
  const chart = new uPlot(scatterOptions(place, points, titles, said), data, place);
  chart.over.addEventListener("click", () => {
    const point = nearest(chart, points);
    if (point) location.href = point.href;
  });
  place.append(said);
};

function scatterOptions(place, points, titles, said) {
  const [soft, rule, accent, page] = ["soft", "rule", "accent", "page"].map(zoo.colour);
  const front = points.filter((point) => point.front);
  const align = front.at(-1)?.y < front[0]?.y ? -1 : 1; // what is best at a cost: of it or less, or of it or more
  const dots = (fill, size) => ({ show: true, size, fill, stroke: page, width: 1 });
  const lines = { grid: { stroke: rule, width: 1 }, ticks: { stroke: rule } };
  const axis = { ...lines, stroke: soft, font: FONT, labelFont: FONT, labelSize: 22 };
  return {
    width: place.clientWidth,
    height: place.clientHeight,
    legend: { show: false },
    cursor: { x: false, y: false, points: { show: false }, drag: { x: false, y: false } },
    scales: { x: { time: false, distr: 3 }, y: { range: spanned(points) } },
    series: [
      {},
      { paths: () => null, points: dots(soft, 9) },
      { paths: uPlot.paths.stepped({ align }), stroke: accent, width: 1.5, spanGaps: true, points: dots(accent, 11) },
    ],
    axes: [
      { ...axis, label: titles[0], filter: round, values: (_, ticks) => ticks.map((tick) => tick && short(tick)) },
      { ...axis, label: titles[1], size: 52 },
    ],
    hooks: {
      draw: [(chart) => annotate(chart, points)],
      setCursor: [(chart) => tell(chart, nearest(chart, points), said)],
    },
  };
}

// Returns the ends of an axis that has all intervals in it.
function spanned(points) {
  const low = Math.min(...points.map(({ y, width }) => y - width));
  const high = Math.max(...points.map(({ y, width }) => y + width));
  const spare = (high - low || 1) * 0.06;
  return [low - spare, high + spare];
}

// Of the lines of a logarithmic axis, leaves those at 1, 2 and 5.
const round = (_, ticks) => ticks.map((tick) => ("125".includes(tick.toExponential()[0]) ? tick : null));

// Returns a number as an axis has it: 1.5K, 20M.
const short = (number) =>
  new Intl.NumberFormat("en", { notation: "compact", maximumSignificantDigits: 3 }).format(number);

function nearest(chart, points) {
  const { left, top } = chart.cursor;
  const far = ({ x, y }) => Math.hypot(chart.valToPos(x, "x") - left, chart.valToPos(y, "y") - top);
  const [found] = points.map((point) => [far(point), point]).sort(([a], [b]) => a - b);
  return left >= 0 && found && found[0] < 24 ? found[1] : null;
}

function tell(chart, point, said) {
  said.hidden = !point;
  chart.over.style.cursor = point ? "pointer" : "default";
  if (!point) return;
  said.textContent = point.said;
  const [left, top] = [chart.over.offsetLeft + chart.valToPos(point.x, "x"), chart.valToPos(point.y, "y")];
  said.style.left = `${Math.max(0, Math.min(left + 12, chart.width - said.offsetWidth))}px`;
  said.style.top = `${chart.over.offsetTop + top + 12}px`;
}

// Draws what uPlot does not: intervals, and names of points on the front that do not cover each other.
function annotate(chart, points) {
  const { ctx, bbox } = chart;
  const unit = devicePixelRatio;
  const [toX, toY] = ["x", "y"].map((axis) => (value) => chart.valToPos(value, axis, true));
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, 0, bbox.width, bbox.top + bbox.height);
  ctx.clip();
  ctx.lineWidth = 1.5 * unit;
  ctx.strokeStyle = zoo.colour("strong-rule");
  ctx.beginPath();
  for (const { x, y, width } of points) {
    ctx.moveTo(toX(x), toY(y - width));
    ctx.lineTo(toX(x), toY(y + width));
  }
  ctx.stroke();
  Object.assign(ctx, { font: `${12 * unit}px system-ui, sans-serif`, textAlign: "left", textBaseline: "alphabetic" });
  ctx.fillStyle = zoo.colour("text");
  const taken = [];
  for (const { x, y, name } of points.filter((point) => point.front)) {
    const text = name.length > NAME ? `${name.slice(0, NAME - 1)}…` : name;
    const wide = ctx.measureText(text).width;
    const [left, base] = [Math.min(toX(x) + 6 * unit, bbox.left + bbox.width - wide), toY(y) - 9 * unit];
    const covers = ([a, b, width]) => a < left + wide && left < a + width && Math.abs(base - b) < 14 * unit;
    if (taken.some(covers)) continue;
    taken.push([left, base, wide]);
    ctx.fillText(text, left, base);
  }
  ctx.restore();
}
