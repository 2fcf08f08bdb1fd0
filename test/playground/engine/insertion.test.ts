import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { Answers } from "../../../playground/engine/answers.ts";

const folder = resolve(import.meta.dirname, "../../../patterns/search-attribution");
const text = readFileSync(join(folder, "pattern.pda"), "utf8");
const PATTERN = "search_attribution";

describe("an event that a session never had", () => {
  const answers = new Answers(() => {});
  beforeAll(async () => {
    await answers.compile({ name: "pattern.pda", text });
    const bytes = new Blob([readFileSync(join(folder, "demo.ndjson"))]);
    await answers.run({ name: "demo.ndjson", bytes }, {});
  });
  const watched = (key: string) => {
    answers.sessions(PATTERN, { text: key, outcome: "all", order: "began" });
    return answers.watch(PATTERN, answers.sessionLines(0, 1)[0]!.name)!;
  };

  it("comes in its place in time, and what follows is otherwise", async () => {
    const { name, rows } = watched("v1");
    const read = await answers.readEvent(PATTERN, 'search { term: "other" }');
    if ("refused" in read) throw new Error(read.refused);
    const insertion = { kind: "insert", event: "added 1", at: rows[0]!.at + 1, ...read } as const;
    const { same, gained, right } = answers.compare(PATTERN, name, [insertion])!;
    expect(same).toBe(1);
    expect(gained.join("\n")).toMatch(/stage: "searched", term: "other"/);
    expect(right[1]!.what).toBe('search { term: "other" }');
    const dropped = answers.compare(PATTERN, name, [
      insertion,
      { kind: "drop", event: "added 1" },
    ])!;
    expect([dropped.lost, dropped.gained]).toEqual([[], []]);
  });

  it.each([
    ["serach { term: 1 }", /serach/],
    ["search { term: 1 }", /text/],
    ["search", /term|missing/],
    ['search { term: "a" } => nothing } scenario "x" for search_attribution { at 1s view', /./],
    ['search { term: "a" }\n at 1s view { product: "p" }', /not one event/],
  ])("is refused in words: %s", async (written, words) => {
    const read = await answers.readEvent(PATTERN, written);
    expect("refused" in read ? read.refused : "it was read").toMatch(words);
    expect("refused" in read).toBe(true);
  });
});

describe("sessions with an event", () => {
  it("are those that had one of its name", async () => {
    const answers = new Answers(() => {});
    await answers.compile({ name: "pattern.pda", text });
    const bytes = new Blob([readFileSync(join(folder, "demo.ndjson"))]);
    await answers.run({ name: "demo.ndjson", bytes }, {});
    const count = (event: string) =>
      answers.sessions(PATTERN, { text: "", outcome: "all", order: "began", event });
    expect(count("search")).toBe(4);
    expect(count("purchase")).toBeLessThan(4);
    expect(count("purchase")).toBeGreaterThan(0);
    expect(count("undeclared")).toBe(0);
    const { events, parameters } = (await answers.compile({ name: "pattern.pda", text }))
      .pictures[0]!;
    expect(events.map(({ name }) => name)).toEqual(["search", "view", "cart", "purchase"]);
    expect(events[3]!.fields.map(({ type }) => type)).toEqual(["text", "decimal(2)"]);
    expect(parameters).toEqual([]);
  });
});
