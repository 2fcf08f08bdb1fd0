import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { Answers } from "../../../playground/engine/answers.ts";
import { membersOfText } from "../../../src/records/members.ts";

const folder = resolve(import.meta.dirname, "../../../patterns/search-attribution");
const text = readFileSync(join(folder, "pattern.pda"), "utf8");
const given = {
  name: "events.ndjson",
  bytes: new Blob([readFileSync(join(folder, "events.ndjson"))]),
};
const PATTERN = "search_attribution";

/** `attribution { stage: "found" … }` as outputs are told, out of a whole line; without fields that are missing. */
function told(line: string): readonly string[] {
  const members = new Map(membersOfText(line));
  const data = membersOfText(members.get("data") ?? "{}");
  return data.filter(([, json]) => json !== "null").map(([field, json]) => `${field}: ${json}`);
}

describe("a wrong result of the lab", () => {
  it.each(["snowplow-kinesis", "loss share=20%", "copies share=30%", "mobile-offline"])(
    "is seen in the two runs side by side: %s",
    async (disorder) => {
      const answers = new Answers(() => {});
      await answers.compile({ name: "pattern.pda", text });
      await answers.run(given, {});
      const question = { disorder, seeds: 1, seed: 3, sweep: "none", levels: "", target: 0.001 };
      const found = await answers.simulate(PATTERN, given, {}, question);
      if (found === null || "refused" in found) throw new Error(found?.refused ?? "stopped");
      expect(found.result.worst.length).toBeGreaterThan(0);
      for (const { example } of found.result.worst) {
        const { key, events, expected, got } = example;
        const runs = answers.bothRuns(PATTERN, key, events)!;
        expect(runs.left.slice(0, runs.same)).toEqual(runs.right.slice(0, runs.same));
        const [lost, gained] = [runs.lost.join("\n"), runs.gained.join("\n")];
        // What is expected is missing on the right, what came instead stands there alone.
        if (expected !== null) for (const field of told(expected)) expect(lost).toContain(field);
        if (got !== null) for (const field of told(got)) expect(gained).toContain(field);
      }
    },
  );
});
