// What two rows are beside each other: the parts of the page that compares them, made of their data.
"use strict";

zoo.sides = {};

// Fills a table: heads, the second and third in the colours of A and B; then rows of a name and its cells.
zoo.sides.fill = (table, heads, rows) => {
  const { element } = zoo;
  const colours = ["", "a", "b"];
  const head = heads.map((text, at) => element("th", { scope: "col", class: colours[at] ?? "" }, text));
  const lines = rows.map(([name, ...cells]) => {
    const apart = new Set(cells).size > 1 ? { class: "apart" } : {};
    return element("tr", apart, element("th", { scope: "row" }, name), ...cells.map((cell) => element("td", {}, cell)));
  });
  table.replaceChildren(table.caption, element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...lines));
};

// The cells of the leaderboard, each of which at least one of the two has.
zoo.sides.cells = (rows) => {
  const titles = [...new Set(rows.flatMap((row) => Object.keys(row.cells)))];
  const cells = titles.map((title) => [title, ...rows.map((row) => row.cells[title] || "-")]);
  return [["dataset", ...rows.map((row) => row.dataset)], ...cells];
};

// The test accuracy of each seed, and what A has more where both have one and were tested on the same images, `alike`.
zoo.sides.seeds = (pages, alike) => {
  const found = pages.map((page) => new Map(page.line.row.runs.map((run) => [run.seed, run.accuracy])));
  const seeds = [...new Set(found.flatMap((runs) => [...runs.keys()]))].sort((a, b) => a - b);
  const exact = (value) => (value == null ? "-" : zoo.forms.accuracy.exact(value));
  return seeds.map((seed) => {
    const [a, b] = found.map((runs) => runs.get(seed));
    const more = alike && a != null && b != null ? zoo.sides.points(a - b) : "-";
    return [String(seed), exact(a), exact(b), more];
  });
};

// Returns a difference of two fractions of 1 in points of percent: +0.30.
zoo.sides.points = (difference) => `${difference < 0 ? "−" : "+"}${(100 * Math.abs(difference)).toFixed(2)}`;

// The components and parameters in which the two differ, by kind.
zoo.sides.differing = (pages) => {
  const flat = pages.map(({ configuration }) => new Map(Object.entries(configuration).flatMap(flatten)));
  const names = [...new Set(flat.flatMap((values) => [...values.keys()]))];
  const rows = names.map((name) => [name, ...flat.map((values) => values.get(name) ?? "-")]);
  const kind = ([name]) => Object.keys(pages[0].configuration).indexOf(name.split(" ")[0]);
  return rows.filter(([, a, b]) => a !== b).sort((one, other) => kind(one) - kind(other));
};

function flatten([kind, parts]) {
  const values = parts.flatMap(([name, parameters]) =>
    Object.entries(parameters).map(([key, value]) => [`${kind} ${name}: ${key}`, value]));
  return [[kind, parts.map(([name]) => name).join(" + ")], ...values];
}

// The command that compares the two image by image; null where there is none.
zoo.sides.command = (rows) => {
  const [a, b] = rows.map((row) => row.typed);
  const alike = JSON.stringify(rows[0].like) === JSON.stringify(rows[1].like);
  if (!a || !b || !alike || !rows.every((row) => row.current)) return null;
  const said = Object.keys(a).filter((kind) => a[kind] !== b[kind]);
  const shared = Object.keys(a).filter((kind) => a[kind] === b[kind]);
  const images = rows[0].like[1] === null ? [] : [`--train-images ${rows[0].like[1]}`];
  const sides = [a, b].map((side) => quoted(said.map((kind) => `${kind}=${side[kind]}`).join(" ")));
  const options = [...shared.map((kind) => `-${kind[0]} ${a[kind]}`), ...images];
  return said.length ? ["zoo compare", ...options, ...sides].join(" ") : null;
};

// Returns a text as one word to a shell.
const quoted = (text) => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'"'"'`)}'`);

// The mean of what several curves have in each epoch, null where none has anything.
zoo.sides.means = (curves, field) => {
  const length = Math.max(0, ...curves.map((curve) => curve[field].length));
  return Array.from({ length }, (_, epoch) => {
    const known = curves.map((curve) => curve[field][epoch]).filter((value) => value != null);
    return known.length ? known.reduce((sum, value) => sum + value, 0) / known.length : null;
  });
};

// Draws a difference with its interval beside zero.
zoo.sides.drawn = ({ difference, half_width: width }) => {
  const reach = Math.max(Math.abs(difference) + (width ?? 0), 0.001) * 1.15;
  const x = (value) => 290 + (value / reach) * 250;
  const said = (at, anchor, text) => svg("text", { x: at, y: 52, "text-anchor": anchor }, text);
  const interval = { class: "interval", d: `M${x(difference - width)} 24H${x(difference + width)}` };
  return svg("svg", { viewBox: "0 0 580 60", "aria-hidden": "true" },
    svg("path", { class: "line", d: "M20 24H560" }),
    svg("path", { class: "zero", d: "M290 8V40" }),
    ...(width ? [svg("path", interval)] : []),
    svg("circle", { cx: x(difference), cy: 24, r: 4 }),
    said(290, "middle", "0"), said(20, "start", "← B is better"), said(560, "end", "A is better →"));
};

function svg(name, attributes, ...content) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...content);
  return made;
}
