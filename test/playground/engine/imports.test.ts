import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, it } from "vitest";

const root = resolve(import.meta.dirname, "../../..");
const IMPORT =
  /^(import|export)\s(type\s)?[^;]*?from\s+"([^"]+)"|^import\s+"([^"]+)"|import\("([^"]+)"\)/gm;

/** Everything that the page's two threads are made of, with who imports it. */
function reached(start: string): Map<string, string> {
  const found = new Map<string, string>([[start, ""]]);
  for (const file of found.keys()) {
    if (!/\.tsx?$/.test(file) || !existsSync(join(root, file))) continue;
    const text = readFileSync(join(root, file), "utf8");
    for (const [, , type, from, bare, late] of text.matchAll(IMPORT)) {
      const to = from ?? bare ?? late;
      if (type !== undefined || to === undefined) continue;
      const name = to.startsWith(".") ? relative(root, join(root, dirname(file), to)) : to;
      if (!found.has(name)) found.set(name, file);
    }
  }
  return found;
}

it.each(["playground/worker.ts", "playground/begin.ts"])("%s needs nothing of Node", (start) => {
  const all = [...reached(start)];
  expect(all.length).toBeGreaterThan(50);
  expect(all.filter(([name]) => /^node:|^(avsc|kafkajs|commander|chokidar)$/.test(name))).toEqual(
    [],
  );
});
