import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { entries, example } from "../../../playground/build/gallery.ts";
import { Later } from "../../../playground/later/later.ts";
import { compile } from "../../../src/compile.ts";

const library = join(import.meta.dirname, "../../../patterns");

describe("the gallery", () => {
  it("holds every pattern of the library with its question", () => {
    const listed = readFileSync(join(library, "README.md"), "utf8").match(/\]\([\w-]+\/\)/g)!;
    expect(
      entries()
        .map(({ id }) => `](${id}/)`)
        .toSorted(),
    ).toEqual(listed.toSorted());
    for (const { title, about } of entries()) expect([title, about]).not.toContain("");
  });

  it.each(entries().map(({ id }) => id))("%s opens with its own text and log", (id) => {
    const { pattern, log, logName } = example(id);
    expect(pattern).toBe(readFileSync(join(library, id, "pattern.pda"), "utf8"));
    expect(log).toBe(readFileSync(join(library, id, logName), "utf8"));
    expect(existsSync(join(library, id, "graph.svg"))).toBe(true);
    const { diagnostics } = compile({ main: { name: id, text: pattern }, load: () => null });
    expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  });
});

describe("what is fetched later", () => {
  it("is there before a text that names it is read", async () => {
    const { RE2JS } = await import("../../../playground/later/expressions.ts");
    expect(() => RE2JS.compile("a")).toThrow();
    const later = new Later();
    await later.loadFor('on a if matches(x, "^a")');
    const expressions = await import("../../../playground/later/expressions.ts");
    expect(expressions.RE2JS.compile("a+").matcher("baac").find()).toBe(true);
    const zones = await import("../../../playground/later/zones.ts");
    expect(zones.isZone("Europe/Berlin")).toBe(false);
    await later.loadFor('time t in "Europe/Berlin"');
    expect(zones.isZone("Europe/Berlin")).toBe(true);
    expect(zones.zoneNamed("Europe/Berlin")?.offsets.length).toBeGreaterThan(2);
  });
});
