// What every page's scripts share: data that are handed over, colours of the theme, commands that are copied.
"use strict";

const zoo = { data: {}, keeps: {} };

// Data of a page come as a script that calls this: from file://, scripts may be loaded and JSON may not.
function zooData(key, data) {
  zoo.data[key] = data;
}

// Returns the value of a CSS variable: zoo.colour("series-1").
zoo.colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

// Calls `draw` now and whenever the theme changes: a canvas does not follow a style sheet.
zoo.onTheme = (draw) => {
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", draw);
  draw();
};

// Keeps what a reader has set over a reload: `get` returns it, `set` brings it back.
zoo.keep = (name, get, set) => {
  zoo.keeps[name] = { get, set };
};

// Returns a text with an escape for each letter that cannot be seen, or that turns the direction of writing.
const escaped = (letter) => `\\u${letter.codePointAt(0).toString(16).padStart(4, "0")}`;
zoo.seen = (text) => text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, escaped);

// Returns a new element: zoo.element("td", { class: "right" }, "12"). A text is text, never markup.
zoo.element = (name, attributes = {}, ...content) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...content.map((each) => (typeof each === "string" ? zoo.seen(each) : each)));
  return made;
};

async function copyCommand(event) {
  const button = event.currentTarget;
  const code = button.previousElementSibling;
  try {
    await navigator.clipboard.writeText(code.textContent);
    button.textContent = "Copied";
  } catch { // no clipboard from file:// in some browsers: it is selected, to be copied by hand
    getSelection().selectAllChildren(code);
    button.textContent = "Selected";
  }
  setTimeout(() => { button.textContent = "Copy"; }, 2000);
}

document.addEventListener("DOMContentLoaded", () => {
  for (const element of document.querySelectorAll("[data-script]")) element.hidden = false;
  for (const button of document.querySelectorAll("button.copy")) button.addEventListener("click", copyCommand);
});
