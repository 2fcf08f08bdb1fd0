import { readFileSync } from "node:fs";
import { deflateRawSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Browsing, written } from "./browsing.ts";

let browsing: Browsing;
beforeAll(async () => {
  browsing = await Browsing.start();
});
afterAll(() => browsing.end());

const hashOf = (text: string): string => `#1${deflateRawSync(text).toString("base64url")}`;
const shared = (pattern: string, log: unknown = null): string =>
  hashOf(JSON.stringify({ format: "pushdown.playground/1", pattern, log }));

describe("sharing", () => {
  it("carries the pattern in a link that another page opens", async () => {
    const { page } = await browsing.open({ hash: "#example/page-back" });
    const text = await written(page);
    await page.getByRole("button", { name: "Share" }).click();
    const field = page.getByLabel("Link", { exact: true });
    await expect.poll(() => field.inputValue()).toContain("#1");
    const link = await field.inputValue();
    const other = await browsing.open({ hash: link.slice(link.indexOf("#")) });
    await expect.poll(() => written(other.page)).toBe(text);
  });

  it("leaves a log from the disk out unless asked", async () => {
    const { page } = await browsing.open();
    const secret =
      '{"visitor":"secret","timestamp":"2024-01-01T00:00:00Z","type":"search","term":"x"}\n';
    await page.getByLabel("Files to open").setInputFiles({
      name: "mine.ndjson",
      mimeType: "application/x-ndjson",
      buffer: Buffer.from(secret),
    });
    await page.getByRole("button", { name: "Share" }).click();
    const box = page.getByRole("checkbox");
    expect(await box.isChecked()).toBe(false);
    const field = page.getByLabel("Link", { exact: true });
    await expect.poll(() => field.inputValue()).toContain("#1");
    const without = (await field.inputValue()).length;
    await box.check();
    await expect.poll(async () => (await field.inputValue()).length).toBeGreaterThan(without);
  });

  it("is not harmed by a link that inflates without end", async () => {
    const bomb = hashOf(" ".repeat(64 * 1024 * 1024));
    const { page } = await browsing.open({ hash: bomb });
    await page
      .getByRole("alert")
      .getByText(/more than 4 MB/)
      .waitFor();
    await expect.poll(() => written(page)).toContain("Which search led");
  });

  it.each([
    ["cut off", "#1q1YqS0xOVbJSUE"],
    ["of a later version", "#9abc"],
    ["of something else", hashOf('{"a":1}')],
    ["of no text at all", "#1%00%ff"],
  ])("says what is wrong with a link %s", async (_, hash) => {
    const { page } = await browsing.open({ hash });
    await page.getByRole("alert").getByText("This link cannot be opened").waitFor();
  });

  it("shows markup in every field as the text that it is", async () => {
    const evil = '<img src=x onerror="document.title=1"><script>document.title=2</script>';
    const pattern = `// ${evil}\nevents a { key k time t event e { x: text } }\npattern p on a { emits o { x: text } start s state s { on e { emit o { x } } } }\n${evil}`;
    const log = {
      name: evil,
      text: `{"k":"${evil.replaceAll('"', '\\"')}","t":1,"type":"e","x":"${evil.replaceAll('"', '\\"')}"}\n`,
    };
    const { page } = await browsing.open({ hash: shared(pattern, log) });
    await expect.poll(() => written(page)).toContain("onerror");
    await page.getByRole("tab", { name: "Problems" }).click();
    await page.locator(".problems li").first().waitFor();
    expect(await page.title()).toBe("Pushdown playground");
    expect(await page.locator("img").count()).toBe(0);
  });
});

describe("one file", () => {
  it("works from a disk, with what was put inside, and fetches nothing", async () => {
    const { pageWith } = await import("../../src/cli/playground-page.ts");
    const { writeFileSync, mkdtempSync, rmSync } = await import("node:fs");
    const { join } = await import("node:path");
    const { tmpdir } = await import("node:os");
    const { BUILT } = await import("./browsing.ts");
    const folder = mkdtempSync(join(tmpdir(), "pda-page-"));
    const file = join(folder, "report.html");
    const pattern = readFileSync("patterns/page-back/pattern.pda", "utf8");
    const html = readFileSync(join(BUILT, "pushdown.html"), "utf8");
    writeFileSync(file, pageWith(html, { pattern, log: { name: "l.ndjson", text: "</script>" } }));
    const { page } = await browsing.open({ address: `file://${file}` });
    await expect.poll(() => written(page)).toContain("Where does a visitor go back to");
    await page.locator(".editor .cm-is-state").first().waitFor();
    rmSync(folder, { recursive: true });
  });
});
