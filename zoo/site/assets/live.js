// While a server rewrites the site: looks whether this page has changed, and reloads it with all that was set.
"use strict";

const LOOK_EVERY = 2000; // milliseconds
const SERVED = ["127.0.0.1", "localhost"].includes(location.hostname); // a copy elsewhere, or on disk, stays as it is
const KEPT = `zoo:${location.pathname}`;

// Returns minutes and seconds of a time: what is read is told in local time, in which an hour may come twice.
const clock = (time) => new Date(time).toTimeString().slice(3, 8);

// Returns whether the page is another by now than what is read.
async function hasChanged() {
  const answer = await fetch(location.pathname, { method: "HEAD", cache: "no-store" });
  await answer.text(); // there is none, but unread it is to the browser a request that failed
  return answer.ok && clock(answer.headers.get("Last-Modified")) !== clock(document.lastModified);
}

function reload() {
  const set = Object.fromEntries(Object.entries(zoo.keeps).map(([name, kept]) => [name, kept.get()]));
  sessionStorage.setItem(KEPT, JSON.stringify({ set, x: scrollX, y: scrollY }));
  location.reload();
}

function restore() {
  const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
  sessionStorage.removeItem(KEPT);
  if (!kept) return;
  for (const [name, value] of Object.entries(kept.set)) zoo.keeps[name]?.set(value);
  scrollTo(kept.x, kept.y);
}

zoo.keep("open", () => Array.from(document.querySelectorAll("details"), (each) => each.open), (open) => {
  document.querySelectorAll("details").forEach((each, at) => { each.open = open[at] ?? each.open; });
});

// What is in no row of a table has the same place after a reload, whatever rows have come.
const controls = () => [...document.querySelectorAll(":is(button, input, select, summary):not(tbody *)")];
zoo.keep("focus", () => controls().indexOf(document.activeElement), (place) => {
  controls()[place]?.focus({ preventScroll: true });
});

async function look() {
  try {
    if (await hasChanged()) return reload();
  } catch { // the server has ended, or is not back yet: the page stays as it is
  }
  setTimeout(look, LOOK_EVERY);
}

addEventListener("load", () => {
  restore();
  if (SERVED) look();
});
