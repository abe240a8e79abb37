// Compares the two rows that the address names: compare.html#KEY,KEY.
"use strict";

const KEY = /^[a-z0-9-]+$/;
const find = (selector) => document.querySelector(selector);

// Loads the data of an experiment's page; from file://, a script may be loaded where JSON may not.
function load(key) {
  if (zoo.data[key]) return Promise.resolve(zoo.data[key]);
  return new Promise((done, failed) => {
    const script = zoo.element("script", { src: `experiments/${key}.js` });
    script.addEventListener("load", () => done(zoo.data[key]));
    script.addEventListener("error", () => failed(new Error(`experiments/${key}.js cannot be loaded`)));
    document.head.append(script);
  });
}

// What one row has more than another; null where the two are not compared.
function differenceOf([a, b]) {
  const { differences } = zoo.data.differences;
  const turned = differences[b]?.[a];
  return differences[a]?.[b] ?? (turned ? { ...turned, difference: -turned.difference } : null);
}

function verdict(found, rows) {
  if (!found) {
    if (rows[0].dataset !== rows[1].dataset) return "These two were tested on different datasets, so no difference is claimed.";
    const marks = rows.map((row, side) => row.cells.note && `${NAMES[side]}: ${row.cells.note}`).filter(Boolean);
    return `No difference is claimed, for these two are not compared image by image. ${marks.join("; ")}`;
  }
  const width = found.half_width === null ? "" : ` ± ${(100 * found.half_width).toFixed(2)}`;
  const by = `A − B = ${zoo.sides.points(found.difference)}${width} points of test accuracy`;
  if (found.proven) return `${found.difference > 0 ? "A" : "B"} is better: ${by}, for new seeds and new test images alike (95%).`;
  const known = width ? "The ranks do not tell these two apart" : "Nothing is known of how much seeds matter here, so nothing is claimed";
  return `${known}: ${by}.`;
}

function drawCurves(pages) {
  const validated = pages.every((page) => page.curves.some((curve) => curve.val_loss.some((value) => value != null)));
  const before = validated ? "val_" : "";
  find("#curves").hidden = !pages.every((page) => page.curves.length);
  find("#curves p").textContent = `On the ${validated ? "validation" : "training"} images, a line per seed: A drawn through, B dashed.`;
  for (const place of document.querySelectorAll("#curves .chart")) {
    const field = before + place.dataset.what;
    const lines = pages.flatMap((page, side) => page.curves.map((curve) => ({ values: curve[field], colour: `series-${side + 1}`, dash: side ? [6, 4] : undefined })));
    place.replaceChildren();
    if (lines.length) zoo.chart(place, lines, zoo.forms[place.dataset.what].axis);
  }
  const columns = ["accuracy", "loss"].flatMap((what) => pages.map((page) => [what, zoo.sides.means(page.curves, before + what)]));
  const length = Math.max(...columns.map(([, values]) => values.length));
  const rows = Array.from({ length }, (_, at) => [String(at + 1), ...columns.map(([what, values]) => (values[at] == null ? "-" : zoo.forms[what].exact(values[at])))]);
  zoo.sides.fill(find("#epochs"), ["epoch", "A, accuracy", "B, accuracy", "A, loss", "B, loss"], rows);
}

function show(keys, pages) {
  const rows = keys.map((key) => zoo.data.differences.rows[key]);
  const found = differenceOf(keys);
  find(".verdict").textContent = verdict(found, rows);
  find("#difference").replaceChildren(...(found ? [zoo.sides.drawn(found)] : []));
  find("#compared").hidden = false;
  zoo.sides.fill(find("#cells"), ["figure", ...NAMES], zoo.sides.cells(rows));
  zoo.sides.fill(find("#seeds"), ["seed", ...NAMES, "A − B, points"], zoo.sides.seeds(pages, rows[0].dataset === rows[1].dataset));
  zoo.sides.fill(find("#differing"), ["part", ...NAMES], zoo.sides.differing(pages));
  const command = zoo.sides.command(rows);
  find("#typed").hidden = !command;
  find("#typed code").textContent = command ?? "";
  drawCurves(pages);
}

async function compare() {
  const { rows } = zoo.data.differences;
  const keys = location.hash.slice(1).split(",").filter((key) => KEY.test(key) && Object.hasOwn(rows, key)).slice(0, 2);
  for (const [at, side] of ["#a", "#b"].entries()) find(side).value = keys[at] ?? find(side).value;
  if (new Set(keys).size < 2) {
    find("#compared").hidden = true;
    find(".verdict").textContent = keys.length === 2 ? "A and B are the same row." : "Choose two rows.";
    return;
  }
  try {
    show(keys, await Promise.all(keys.map(load)));
  } catch (error) {
    find(".verdict").textContent = `${error.message}.`;
  }
}

document.addEventListener("DOMContentLoaded", () => {
  for (const side of ["#a", "#b"]) {
    find(side).addEventListener("change", () => { location.hash = [find("#a").value, find("#b").value].filter(Boolean).join(","); });
  }
  addEventListener("hashchange", compare);
  compare();
});
