// Draws every card given on standard input (name to card) with the official renderer under jsdom.
// Writes, for each name, the renderer's complaints and what a reader or a screen reader would find.

const fs = require("node:fs");
const path = require("node:path");
const { JSDOM } = require("jsdom");
const { hostConfig } = require("./teams.cjs");

const script = (file) => fs.readFileSync(file, "utf8");
const renderer = path.join(path.dirname(require.resolve("adaptivecards/package.json")), "dist", "adaptivecards.min.js");
const markdown = path.join(path.dirname(require.resolve("markdown-it/package.json")), "dist", "browser");

function makePage() {
  const { window } = new JSDOM("<!doctype html><html lang='en'><body></body></html>", { runScripts: "outside-only" });
  // jsdom lays nothing out and so has no innerText; the renderer writes its text runs through it.
  Object.defineProperty(window.HTMLElement.prototype, "innerText", {
    get() { return this.textContent; },
    set(words) { this.textContent = words; },
  });
  const bundle = fs.readdirSync(markdown).find((name) => name.endsWith(".umd.min.js"));
  for (const file of [renderer, path.join(markdown, bundle), path.join(__dirname, "page.js")]) window.eval(script(file));
  return window;
}

function found(place) {
  const all = (selector) => [...place.querySelectorAll(selector)];
  const words = (nodes) => nodes.map((node) => node.textContent.trim());
  const named = (input) =>
    input.getAttribute("aria-label") || input.getAttribute("aria-labelledby") || input.closest("[aria-labelledby]");
  return {
    text: place.textContent,
    headings: words(all("[role=heading]")),
    buttons: words(all("button")),
    links: all("a, img, script, iframe").filter((node) => !ownPicture(node)).map((node) => node.outerHTML),
    unnamed: all("input, textarea, select").filter((input) => !named(input)).map((input) => input.outerHTML),
  };
}

// A picture that the card carries itself, with words for whoever does not see it.
function ownPicture(node) {
  return node.tagName === "IMG" && node.src.startsWith("data:image/png;base64,") && Boolean(node.alt);
}

const cards = JSON.parse(fs.readFileSync(0, "utf8"));
const window = makePage();
const answer = {};
for (const [name, card] of Object.entries(cards)) {
  const place = window.document.createElement("div");
  window.document.body.replaceChildren(place);
  answer[name] = { problems: window.draw(card, hostConfig("light"), place), ...found(place) };
}
process.stdout.write(JSON.stringify(answer));
