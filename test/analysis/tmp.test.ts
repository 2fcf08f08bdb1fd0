import { readdirSync, readFileSync } from "node:fs";
import { it } from "vitest";
import { analyse } from "../../src/analysis/analyse.ts";
import { compile } from "../../src/compile.ts";

it("x", () => {
  for (const p of readdirSync("patterns")) {
    const text = readFileSync(`patterns/${p}/pattern.pda`, "utf8");
    const c = compile({ main: { name: p, text }, load: () => null });
    console.log(
      p,
      c.diagnostics.map((d) => d.code + " " + d.message),
    );
    for (const one of c.patterns) {
      const t = performance.now();
      const a = analyse(one.automaton, one.sourceMap, one.obligations);
      console.log(
        (performance.now() - t).toFixed(1),
        one.obligations.length,
        a.facts.stackBound,
        JSON.stringify([...a.facts.tops]),
      );
      for (const d of a.diagnostics)
        console.log(
          "   ",
          d.code,
          d.message,
          "|",
          d.primary.text,
          "|",
          text.slice(d.primary.span.start, d.primary.span.end),
          "|",
          d.help.map((h) => h.text),
        );
    }
  }
});
