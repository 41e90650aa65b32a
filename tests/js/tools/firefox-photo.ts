// What a caretaker is told about a photo in a Firefox that falsifies what is drawn, for tests/test_browser/test_firefox.py.
import { readFileSync } from "node:fs";
import puppeteer from "puppeteer-core";

const { program, url, file } = JSON.parse(readFileSync(0, "utf8"));

const browser = await puppeteer.launch({
  browser: "firefox",
  executablePath: program,
  headless: true,
  extraPrefsFirefox: { "privacy.resistFingerprinting": true },
});
try {
  const page = await browser.newPage();
  await page.goto(`${url}/report/staff?lang=da`);
  const input = await page.waitForSelector("[data-photo] input");
  if (!input) throw new Error("no place for a photo");
  await input.uploadFile(file);
  const said = await page.waitForFunction(() => {
    const [problem, thumbnail] = [".error", ".thumbnail"].map((each) =>
      globalThis.document.querySelector(`[data-question=photos] ${each}`),
    );
    return thumbnail ? "taken" : problem?.textContent.trim();
  });
  console.log(JSON.stringify(await said.jsonValue()));
} finally {
  await browser.close();
}
