// Compares the two rows that the address names: compare.html#KEY,KEY.
"use strict";

const KEY = /^[a-z0-9-]+$/;
const SIDES = ["A", "B"];
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

function verdict(found, rows, alike) {
  if (!alike) return "These two were tested on different datasets, so no difference is claimed.";
  if (!found) {
    const ranks = rows.map((row) => row.cells["#"]);
    if (ranks.every((rank) => /^\d/.test(rank))) {
      return `Their ranks are ${ranks.join(" and ")}. By how much they differ is not in an export: its store has it.`;
    }
    const marks = rows.map((row, side) => row.cells.note && `${SIDES[side]}: ${row.cells.note}`).filter(Boolean);
    return `No difference is claimed, for these two are not compared image by image. ${marks.join("; ")}`;
  }
  const width = found.half_width === null ? "" : ` ± ${(100 * found.half_width).toFixed(2)}`;
  const by = `A − B = ${zoo.sides.points(found.difference)}${width} points of test accuracy`;
  const better = found.difference > 0 ? "A" : "B";
  if (found.proven) return `${better} is better: ${by}, for new seeds and new test images alike (95%).`;
  if (width) return `The ranks do not tell these two apart: ${by}.`;
  return `Nothing is known of how much seeds matter here, so nothing is claimed: ${by}.`;
}

function drawCurves(pages) {
  const known = (curve) => curve.val_loss.some((value) => value != null);
  const validated = pages.every((page) => page.curves.some(known));
  const before = validated ? "val_" : "";
  const images = validated ? "validation" : "training";
  find("#curves").hidden = !pages.every((page) => page.curves.length);
  find("#curves p").textContent = `On the ${images} images after each epoch, a line per seed: A solid, B dashed.`;
  for (const place of document.querySelectorAll("#curves .chart")) {
    const { what } = place.dataset;
    const lines = pages.flatMap((page, side) => page.curves.map((curve) => (
      { values: curve[before + what], colour: `series-${side + 1}`, dash: side ? [6, 4] : undefined })));
    place.replaceChildren();
    if (lines.length) zoo.chart(place, lines, zoo.forms[what].axis);
  }
  tellCurves(pages, before);
}

function tellCurves(pages, before) {
  const columns = ["accuracy", "loss"].flatMap((what) =>
    pages.map((page) => ({ exact: zoo.forms[what].exact, values: zoo.sides.means(page.curves, before + what) })));
  const length = Math.max(...columns.map(({ values }) => values.length));
  const cell = ({ exact, values }, epoch) => (values[epoch] == null ? "-" : exact(values[epoch]));
  const rows = Array.from({ length }, (_, epoch) => [String(epoch + 1), ...columns.map((each) => cell(each, epoch))]);
  zoo.sides.fill(find("#epochs"), ["epoch", "A, accuracy", "B, accuracy", "A, loss", "B, loss"], rows);
}

function show(keys, pages) {
  const rows = keys.map((key) => zoo.data.differences.rows[key]);
  const alike = rows[0].dataset === rows[1].dataset;
  const current = alike && rows.every((row) => row.current);
  const [found, command] = [differenceOf(keys), zoo.sides.command(rows)];
  find(".verdict").textContent = verdict(found, rows, alike);
  find("#difference").replaceChildren(...(found ? [zoo.sides.drawn(found)] : []));
  find("#compared").hidden = false;
  zoo.sides.fill(find("#cells"), ["figure", ...SIDES], zoo.sides.cells(rows));
  zoo.sides.fill(find("#seeds"), ["seed", ...SIDES, "A − B, points"], zoo.sides.seeds(pages, current));
  zoo.sides.fill(find("#differing"), ["part", ...SIDES], zoo.sides.differing(pages));
  find("#typed").hidden = !command;
  find("#typed code").textContent = command ?? "";
  drawCurves(pages);
}

async function compare() {
  const { rows } = zoo.data.differences;
  const named = location.hash.slice(1).split(",");
  const keys = named.filter((key) => KEY.test(key) && Object.hasOwn(rows, key)).slice(0, 2);
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
  const selects = [find("#a"), find("#b")];
  const chosen = () => selects.map((select) => select.value).filter(Boolean).join(",");
  for (const select of selects) select.addEventListener("change", () => { location.hash = chosen(); });
  addEventListener("hashchange", compare);
  compare();
});
