import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../..");

it("the library's example stands on its page and prints what the page says", () => {
  const page = readFileSync(`${root}/docs/library.md`, "utf8");
  const example = readFileSync(`${root}/docs/library/attribution.mjs`, "utf8");
  expect(/```js\n([\s\S]*?)```/.exec(page)![1]).toBe(example);
  const printed = execFileSync(process.execPath, ["docs/library/attribution.mjs"], {
    cwd: root,
    encoding: "utf8",
  });
  expect(printed).toBe(/```text\n([\s\S]*?)```/.exec(page)![1]);
});
