// A report, an inbox and an answer in Debian's Firefox, for tests/test_browser/test_firefox.py; step by step as it is asked.
import { readFileSync } from "node:fs";
import puppeteer, { type ElementHandle, type Page } from "puppeteer-core";

const { program, url, story, name, passphrase, answer } = JSON.parse(readFileSync(0, "utf8"));
const PATIENCE = 60_000; // milliseconds; it has no ML-KEM of its own

const extraPrefsFirefox = { "intl.accept_languages": "da" };
const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath: program,
  headless: true,
  extraPrefsFirefox,
});
const complaints: string[] = [];

async function newPage() {
  const page = await (await browser.createBrowserContext()).newPage();
  page.setDefaultTimeout(PATIENCE);
  page.on("pageerror", (error) => complaints.push(String(error)));
  return page;
}

// What can be seen, as somebody would find it: with this text, and nothing else in it that has it.
async function find(page: Page, tag: string, text: string) {
  const found = await page.waitForFunction(
    (wanted, part) =>
      [...globalThis.document.querySelectorAll(wanted)].find(
        (e) => e.checkVisibility() && e.textContent?.includes(part),
      ),
    {},
    tag,
    text,
  );
  return found as ElementHandle<Element>;
}
const press = async (page: Page, text: string, tag = "button") => (await find(page, tag, text)).click();
const type = (page: Page, selector: string, text: string) => page.locator(selector).fill(text);

/** What stands in an element, once something does. */
async function textOf(page: Page, selector: string): Promise<string> {
  const found = await page.waitForFunction(
    (wanted) => globalThis.document.querySelector(wanted)?.textContent.trim(),
    {},
    selector,
  );
  return (await found.jsonValue()) ?? "";
}

async function report(page: Page) {
  await page.goto(`${url}/report`);
  await press(page, "Nej", "label");
  await press(page, "Næste");
  await type(page, "#where", "Eksempelvej 12");
  await press(page, "Næste");
  await press(page, "Posten hober sig op", "label");
  await type(page, "#story", story);
  await press(page, "Næste");
  await press(page, "Næste");
  await press(page, "Send til rådgiverne");
  return textOf(page, "[data-code] bdi");
}

async function unlock(page: Page) {
  await page.goto(`${url}/inbox`);
  await type(page, "#name", name);
  await type(page, "#passphrase", passphrase);
  await press(page, "Lås op");
  await page.locator("a.case").wait();
  await press(page, "Ja, det passer");
}

async function reply(page: Page) {
  await page.locator("a.case").click();
  const entry = await textOf(page, ".entry-box");
  await type(page, "#reply", answer);
  await press(page, "Send svar");
  await find(page, "p", "Svaret er sendt");
  return entry;
}

async function comeBack(page: Page, code: string) {
  await page.goto(`${url}/return`);
  await type(page, "#code", code);
  await press(page, "Åbn samtalen");
  return textOf(page, ".entry.reply");
}

try {
  const reporter = await newPage();
  const code = await report(reporter);
  const advisor = await newPage();
  await unlock(advisor);
  const hasKem = await advisor.evaluate(() =>
    crypto.subtle.generateKey({ name: "ML-KEM-768" }, false, ["decapsulateBits" as "deriveBits"]).then(
      () => true,
      () => false,
    ),
  );
  const entry = await reply(advisor);
  const answered = await comeBack(await newPage(), code);
  const version = await browser.version();
  process.stdout.write(JSON.stringify({ version, hasKem, code, entry, answered, complaints }));
} finally {
  await browser.close();
}
