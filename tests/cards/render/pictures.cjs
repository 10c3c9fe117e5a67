// Takes pictures: node pictures.cjs CARDS.json FOLDER CHROMIUM. One PNG for each card, width and look.
// Ends with 1 when something in a card is wider than the card, or when the renderer complains.

const fs = require("node:fs");
const path = require("node:path");
const { chromium } = require("playwright-core");
const { hostConfig } = require("./teams.cjs");

const WIDTHS = [320, 480, 700];
const THEMES = { light: "#f5f5f5", dark: "#1f1f1f" };
const FLAGS = [
  "--no-sandbox", "--disable-gpu", "--disable-background-networking",
  "--disable-component-update", "--disable-sync", "--no-first-run",
];
const STYLE = `
  body { margin: 0; padding: 12px; background: var(--behind); font-family: 'Segoe UI', 'Liberation Sans', sans-serif; }
  #card { border: 1px solid #8884; border-radius: 6px; overflow: hidden; color-scheme: var(--theme); overflow-wrap: anywhere; }
  #card .ac-pushButton { font: 600 14px 'Segoe UI', 'Liberation Sans', sans-serif; padding: 5px 12px; color: inherit;
    background: transparent; border: 1px solid #8888; border-radius: 4px; text-align: center; max-width: 100%; }
  #card .ac-pushButton > div { white-space: normal !important; overflow: visible !important; }
  #card .ac-adaptiveCard { color: var(--ink); }
  #card input, #card textarea, #card select { font: inherit; font-size: 14px; padding: 6px 8px; box-sizing: border-box; }
  #card input[type=radio], #card input[type=checkbox] { margin: 4px 8px 4px 0; }
  #card input, #card textarea, #card select { color: inherit; }
  #card select option { color: #252424; }
  #card ul, #card ol { margin: 4px 0; padding-left: 22px; box-sizing: border-box; }
`;

async function load(page) {
  const at = (name, ...rest) => path.join(path.dirname(require.resolve(`${name}/package.json`)), ...rest);
  const bundles = at("markdown-it", "dist", "browser");
  const bundle = fs.readdirSync(bundles).find((name) => name.endsWith(".umd.min.js"));
  await page.setContent("<!doctype html><html lang='en'><body><div id='card'></div></body></html>");
  await page.addStyleTag({ path: at("adaptivecards", "dist", "adaptivecards.css") });
  await page.addStyleTag({ content: STYLE });
  for (const file of [at("adaptivecards", "dist", "adaptivecards.min.js"), path.join(bundles, bundle)]) {
    await page.addScriptTag({ path: file });
  }
  await page.addScriptTag({ path: path.join(__dirname, "page.js") });
}

async function take(page, card, theme) {
  return page.evaluate(({ card, config, theme, behind }) => {
    const root = document.documentElement.style;
    root.setProperty("--behind", behind);
    root.setProperty("--theme", theme);
    root.setProperty("--ink", theme === "dark" ? "#ffffff" : "#252424");
    const place = document.getElementById("card");
    const problems = window.draw(card, config, place);
    const edge = place.getBoundingClientRect().right;
    const wide = [...place.querySelectorAll("*")].filter((node) => node.getBoundingClientRect().right > edge + 1);
    return [...problems, ...wide.slice(0, 3).map((node) => `too wide: ${node.textContent.trim().slice(0, 60)}`)];
  }, { card, config: hostConfig(theme), theme, behind: THEMES[theme] });
}

async function main([cardsFile, folder, executablePath]) {
  const cards = JSON.parse(fs.readFileSync(cardsFile, "utf8"));
  fs.mkdirSync(folder, { recursive: true });
  const browser = await chromium.launch({ executablePath, headless: true, args: FLAGS });
  let worst = 0;
  for (const width of WIDTHS) {
    const page = await browser.newPage({ viewport: { width, height: 200 }, deviceScaleFactor: 1.5, locale: "en-GB" });
    await load(page);
    for (const [name, card] of Object.entries(cards)) {
      for (const theme of Object.keys(THEMES)) {
        const problems = await take(page, card, theme);
        for (const problem of problems) process.stderr.write(`${name} at ${width}: ${problem}\n`);
        worst = Math.max(worst, problems.length ? 1 : 0);
        await page.screenshot({ path: path.join(folder, `${name}-${width}-${theme}.png`), fullPage: true });
      }
    }
    await page.close();
  }
  await browser.close();
  process.exitCode = worst;
}

main(process.argv.slice(2));
