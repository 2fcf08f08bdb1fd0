import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Answers } from "../../../playground/engine/answers.ts";
import type { LogSummary } from "../../../playground/engine/log-summary.ts";
import { renderSvg } from "../../../src/automaton/svg.ts";
import { runProgram } from "../../../src/cli/program.ts";
import { compile } from "../../../src/compile.ts";
import { load } from "../../../src/machine/machine.ts";
import { runScenario } from "../../../src/stream/scenario-run.ts";
import { fakeTerminal } from "../../cli/fake-terminal.ts";

const folder = resolve(import.meta.dirname, "../../../patterns/search-attribution");
const [pattern, log] = [join(folder, "pattern.pda"), join(folder, "demo.ndjson")];
const text = readFileSync(pattern, "utf8");
const source = { name: "pattern.pda", text };
const PATTERN = "search_attribution";
const all = { text: "", outcome: "all", order: "began" } as const;

async function printed(...args: readonly string[]): Promise<string> {
  const terminal = fakeTerminal();
  await runProgram([...args], terminal);
  return terminal.written();
}

describe("what the page is told", () => {
  const answers = new Answers(() => {});
  let summary: LogSummary;
  beforeAll(async () => {
    expect((await answers.compile(source)).errors).toBe(0);
    const bytes = new Blob([readFileSync(log)]);
    summary = (await answers.run({ name: "demo.ndjson", bytes }, {}))!;
  });
  const watched = (key: string) => {
    answers.sessions(PATTERN, { ...all, text: key });
    return answers.watch(PATTERN, answers.sessionLines(0, 1)[0]!.name)!;
  };

  it("draws what `pda graph` draws, and knows where each piece was written", async () => {
    const [picture] = (await answers.compile(source)).pictures;
    const { patterns } = compile({ main: source, load: () => null });
    expect(picture!.svg).toBe(renderSvg(patterns[0]!.automaton));
    for (const { name, span } of picture!.states)
      expect(text.slice(span!.start, span!.end)).toContain(name);
    for (const { id, span } of picture!.rules) {
      expect(picture!.svg).toMatch(new RegExp(`data-rules?="(?:[^"]* )?${id}[" ]`));
      expect(text.slice(span!.start, span!.end)).toMatch(/^(on|after|within|idle)/);
    }
  });

  it("marks what cannot be reached, and what can never fire", async () => {
    const unreached = text.replace(
      /\n}\n\nscenario/,
      "\n\n  state lost {\n    on view -> browsing\n  }\n}\n\nscenario",
    );
    const [picture] = (await new Answers(() => {}).compile({ ...source, text: unreached }))
      .pictures;
    const { states, rules } = picture!;
    expect(states.filter(({ reachable }) => !reachable).map(({ name }) => name)).toEqual(["lost"]);
    expect(rules.filter(({ never }) => never).map(({ id }) => id)).toEqual(["lost/0"]);
  });

  it("keeps the last good pattern while the text has errors", async () => {
    const broken = await answers.compile({ ...source, text: `${text} pattern` });
    expect([broken.errors > 0, broken.pictures]).toEqual([true, []]);
    expect(watched("v1").rows.length).toBeGreaterThan(0);
  });

  it("accounts for the log as `pda run --summary` does", async () => {
    const terminal = fakeTerminal();
    await runProgram(["run", pattern, log, "--output", "none", "--summary"], terminal);
    const { counts, sessions, fired } = summary.patterns[0]!;
    const said = terminal.noted();
    expect(said).toContain(
      `${counts.stepped} stepped = ${counts.taken} taken + ${counts.unmatched} unmatched`,
    );
    expect(said).toContain(`${sessions} sessions begun`);
    // A step that was not taken has no rule; the session's end has none here.
    expect(fired.reduce((sum, [, count]) => sum + count, 0)).toBe(counts.taken);
  });

  it("steps as `pda trace` does", async () => {
    const { rows } = watched("v1");
    const trace = await printed("trace", "v1", pattern, log);
    const steps = trace.split("\n").filter((line) => /^\d{4}-/.test(line));
    expect(rows.map(({ from, to }) => (from === to ? `(${to})` : `(${from} -> ${to})`))).toEqual(
      steps.map((line) => /\([^()]*\)$/.exec(line)![0]),
    );
    rows.forEach(({ what }, i) => {
      expect(steps[i]).toContain(what);
    });
  });

  it("knows every moment, forwards and back", () => {
    const { rows } = watched("v1");
    const forwards = rows.map((_, i) => answers.moment(i + 1)!);
    const back = rows.map((_, i) => answers.moment(rows.length - i)).reverse();
    expect(back).toEqual(forwards);
    expect(answers.moment(0)).toMatchObject({ is: "start", state: "browsing", stack: [] });
    for (const [i, moment] of forwards.entries()) {
      expect(moment.from).toBe(forwards[i - 1]?.state ?? "browsing");
      expect(moment.stack.length).toBe(rows[i]!.depth);
      for (const { causes } of moment.outputs)
        for (const { step } of causes) expect(step).toBeGreaterThan(0);
    }
  });

  it("knows no moment of a session that another run had", async () => {
    const own = new Answers(() => {});
    await own.compile(source);
    const demo = { name: "demo.ndjson", bytes: new Blob([readFileSync(log)]) };
    await own.run(demo, {});
    own.sessions(PATTERN, all);
    expect(own.watch(PATTERN, own.sessionLines(0, 1)[0]!.name)).not.toBeNull();
    expect(own.moment(1)).not.toBeNull();
    await own.run(demo, {});
    expect(own.moment(1)).toBeNull();
  });

  it("says each step in a sentence", () => {
    watched("v1");
    expect(answers.moment(2)!.sentence).toMatch(
      /^Step 2 of \d+, view .*: searched to found; emits/,
    );
  });

  it("says which values a test saw", async () => {
    const meters = resolve(folder, "../order-payment");
    const other = new Answers(() => {});
    const main = readFileSync(join(meters, "pattern.pda"), "utf8");
    await other.compile({ name: "pattern.pda", text: main });
    const bytes = new Blob([readFileSync(join(meters, "events.ndjson"))]);
    await other.run({ name: "events.ndjson", bytes }, {});
    other.sessions("order_payment", all);
    const tried = other.sessionLines(0, 100).flatMap(({ name }) => {
      const { rows } = other.watch("order_payment", name)!;
      return rows.flatMap((_, i) => other.moment(i + 1)!.tried);
    });
    const missed = tried.find(({ verdict }) => verdict === "guard false")!;
    expect(missed.guard).toBe("amount < due");
    expect(missed.values.map(({ name }) => name)).toEqual(["amount", "due", "amount < due"]);
  });

  it("filters and sorts sessions", () => {
    expect(answers.sessions(PATTERN, { ...all, text: "v2" })).toBe(1);
    expect(answers.sessions(PATTERN, { ...all, outcome: "none" })).toBe(0);
    expect(answers.sessions(PATTERN, { ...all, order: "length" })).toBe(4);
    const lengths = answers.sessionLines(0, 9).map(({ events }) => events);
    expect(lengths).toEqual([...lengths].sort((a, b) => b - a));
    answers.sessions(PATTERN, all);
    const starts = answers.sessionLines(0, 9).map(({ start }) => start);
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
    const { name } = answers.sessionLines(2, 3)[0]!;
    expect(answers.sessionPlace(name)).toBe(2);
  });

  it("finds the step that gave out a line", () => {
    const lines = answers.outputs(0, summary.lines);
    expect(answers.outputText()).toBe(lines.map(({ line }) => `${line}\n`).join(""));
    for (const { session, line } of lines) {
      const step = answers.stepOf(PATTERN, session!, line);
      answers.watch(PATTERN, session!);
      expect(answers.moment(step)!.outputs.map((output) => output.line)).toContain(line);
    }
  });

  it("answers why as `pda why` does", async () => {
    const told = await answers.why(PATTERN, { key: "v1", wanted: null, first: null });
    if (told === null || "refused" in told) throw new Error(told?.refused);
    expect(`${told.lines.join("\n")}\n`).toBe(await printed("why", "v1", pattern, log));
    expect(told.days).toBe("2024-01-01");
  });

  it("makes a scenario of a run, and it holds", async () => {
    const { name } = watched("v2");
    const made = await answers.scenario(PATTERN, name, "as it went", source);
    if ("refused" in made) throw new Error(made.refused);
    expect(made.text.slice(made.at)).toMatch(/^scenario "as it went" for search_attribution/);
    const main = { ...source, text: made.text };
    const { patterns, scenarios, diagnostics } = compile({ main, load: () => null });
    expect(diagnostics).toEqual([]);
    const scenario = scenarios.find(({ title }) => title === "as it went")!;
    expect(runScenario(load(patterns[0]!.automaton), scenario).failures).toEqual([]);
  });

  it("compares a session with itself changed", () => {
    const { name, rows } = watched("v1");
    const none = answers.compare(PATTERN, name, [])!;
    expect([none.same, none.lost, none.gained]).toEqual([rows.length, [], []]);
    const [first] = rows;
    const without = answers.compare(PATTERN, name, [{ kind: "drop", event: first!.event! }])!;
    expect(without.same).toBe(0);
    expect(without.lost.length).toBeGreaterThan(without.gained.length);
    const twice = answers.compare(PATTERN, name, [
      { kind: "repeat", event: first!.event!, by: 1000 },
    ])!;
    expect([twice.same, twice.lost, twice.gained.length]).toEqual([1, [], 1]);
    const late = answers.compare(PATTERN, name, [
      { kind: "move", event: first!.event!, before: null },
    ])!;
    expect(late.same).toBe(0);
  });

  it("tells in which sessions another pattern says something else", async () => {
    const other = new Answers(() => {});
    const given = { name: "demo.ndjson", bytes: new Blob([readFileSync(log)]) };
    await other.compile(source);
    await other.run(given, {});
    other.pin();
    await other.run(given, {});
    expect(other.pinned(PATTERN)).toMatchObject({ sessions: 4, changedCount: 0 });
    await other.compile({ ...source, text: text.replace("on view -> found", "on cart -> found") });
    await other.run(given, {});
    const difference = other.pinned(PATTERN)!;
    expect(difference.changedCount).toBeGreaterThan(0);
    const { name } = difference.changed[0]!;
    expect(other.compareWithPinned(PATTERN, name)!.lost.length).toBeGreaterThan(0);
  });
});

describe("where key, time and type stand", () => {
  const work = mkdtempSync(join(tmpdir(), "pda-page-"));
  afterAll(() => rmSync(work, { recursive: true }));
  const rows = readFileSync(log, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .map(({ visitor, timestamp, type, ...rest }) => ({
      ...{ who: { id: visitor }, when: timestamp, kind: type },
      ...rest,
    }));
  const renamed = rows.map((row) => `${JSON.stringify(row)}\n`).join("");

  it("finds them, and reads the log so: as `--key --time --type` do", async () => {
    const answers = new Answers(() => {});
    await answers.compile(source);
    const given = { name: "renamed.ndjson", bytes: new Blob([renamed]) };
    const without = await answers.run(given, {});
    expect(without!.warnings.join()).toMatch(/no record of the log can be used/);
    const mapping = await answers.mapping(given, {});
    expect([mapping.key[0], mapping.time[0], mapping.type[0]]).toEqual(["who.id", "when", "kind"]);
    const [key, time, type] = ["who.id", "when", "kind"];
    await answers.run(given, { key, time, type });
    const path = join(work, "renamed.ndjson");
    writeFileSync(path, renamed);
    const options = ["--key", key, "--time", time, "--type", type];
    expect(answers.outputText()).toBe(await printed("run", pattern, path, ...options));
  });
});

describe("ten thousand steps", () => {
  it("are all at hand", async () => {
    const answers = new Answers(() => {});
    await answers.compile(source);
    const events = ["search", "view", "cart"].map((type) => ({ type, term: "a", product: "p" }));
    const lines = Array.from({ length: 9_999 }, (_, i) =>
      JSON.stringify({ visitor: "v", timestamp: 1_704_099_600_000 + i * 1000, ...events[i % 3] }),
    );
    const bytes = new Blob([lines.join("\n")]);
    await answers.run({ name: "long.ndjson", bytes }, {});
    answers.sessions(PATTERN, all);
    const [line] = answers.sessionLines(0, 1);
    const { rows } = answers.watch(PATTERN, line!.name)!;
    expect(rows.length).toBe(10_000);
    for (const step of [10_000, 1, 9_999, 5_000, 2])
      expect(answers.moment(step)!.state).toBe(rows[step - 1]!.to);
  }, 60_000);
});
