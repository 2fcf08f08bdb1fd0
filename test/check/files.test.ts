import { describe, expect, it } from "vitest";
import { compiled, told } from "./compiled.ts";

const use = (...paths: string[]) => paths.map((path) => `use "${path}"\n`).join("");
const run = `pattern p on e {
  session gap 1h
  emits o { n: integer }
  start s
  state s { on a if n > limit { emit o { n } } }
}
`;
const shared = "param limit: integer = 5\nevents e { key k  time t  event a { n: integer } }\n";

describe("files that use others", () => {
  it("get events and parameters, and add events behind theirs", () => {
    const main = `${use("x.pda")}events e { event b }\n${run}`;
    const { patterns, vocabularies, sources, diagnostics } = compiled(main, { "x.pda": shared });
    expect(diagnostics).toEqual([]);
    expect(vocabularies.map((one) => one.events.map(({ name }) => name))).toEqual([["a", "b"]]);
    expect(patterns.map(({ automaton }) => automaton.parameters)).toEqual([
      [{ name: "limit", type: { kind: "exact", scale: 0 }, value: "5" }],
    ]);
    expect(sources.map(({ name }) => name)).toEqual(["test.pda", "x.pda"]);
  });

  it("do not get patterns, but their mistakes in events", () => {
    const other = `${shared}pattern q on nowhere { }\n`;
    expect(told(compiled(use("x.pda") + run, { "x.pda": other }))).toEqual([]);
    const wrong = shared.replace("n: integer", "n: intger");
    expect(told(compiled(use("x.pda") + run, { "x.pda": wrong }))).toEqual([
      "PDA0201 `intger` is not a type [intger]",
    ]);
  });

  it("may be used twice, but not in a circle", () => {
    const files = { "x.pda": use("z.pda"), "y.pda": use("z.pda"), "z.pda": shared };
    expect(told(compiled(use("x.pda", "y.pda") + run, files))).toEqual([]);
    const circle = { ...files, "z.pda": use("x.pda") + shared };
    expect(told(compiled(use("x.pda") + run, circle))).toEqual([
      'PDA0702 files use each other in a circle: x.pda → z.pda → x.pda ["x.pda"]',
    ]);
  });

  it("name one thing once", () => {
    expect(
      told(compiled(`${use("x.pda")}param limit: integer = 6\n${run}`, { "x.pda": shared })),
    ).toEqual(["PDA0109 there are two parameters called `limit` [limit]"]);
    expect(told(compiled(shared + run + run))).toEqual([
      "PDA0109 there are two patterns called `p` [p]",
    ]);
  });
});

describe("parameters", () => {
  const set = (type: string, first: string, setting: string) => {
    const text = `param limit: ${type} = ${first}
events e { key k  time t  event a }
pattern p on e { session gap 1h  emits o { x: ${type} }  start s  state s { on a { emit o { x: limit } } } }`;
    const { patterns, diagnostics } = compiled(text, {}, { limit: setting });
    return diagnostics[0]?.code ?? patterns[0]!.automaton.parameters[0]!.value;
  };

  it("are read as their type says", () => {
    expect(set("integer", "5", "7")).toBe("7");
    expect(set("integer", "5", "-7")).toBe("-7");
    expect(set("integer", "5", "7.5")).toBe("PDA0704");
    expect(set("decimal(2)", "5", "7.5")).toBe("750");
    expect(set("decimal(2)", "5", "7.555")).toBe("PDA0704");
    expect(set("number", "5", "1e-3")).toBe(0.001);
    expect(set("number", "5", "1e100")).toBe(1e100);
    expect(set("number", "5", "1e400")).toBe("PDA0704");
    expect(set("number", "5", "NaN")).toBe("PDA0704");
    expect(set("text", '""', "7")).toBe("7");
    expect(set('one of ("a", "b")', '"a"', "b")).toBe("b");
    expect(set('one of ("a", "b")', '"a"', "c")).toBe("PDA0704");
    expect(set("boolean", "true", "false")).toBe(false);
    expect(set("duration", "5m", "1h30m")).toBe(5_400_000);
    expect(set("duration", "5m", "1500")).toBe("PDA0704");
    expect(set("duration", "5m", "1500ms")).toBe(1500);
    expect(set("duration", "5m", "30 minutes")).toBe("PDA0704");
    expect(set("time", '"2024-01-01"', "2024-01-31 12:00")).toBe(Date.UTC(2024, 0, 31, 12));
    expect(set("time", '"2024-01-01"', "2024-02-30")).toBe("PDA0704");
    expect(set("time", '"2024-01-01"', "8640000000000000")).toBe(8.64e15);
    expect(set("time", '"2024-01-01"', "8640000000000001")).toBe("PDA0704");
    expect(set("duration", "5m", "99999999999w")).toBe("PDA0704");
  });

  it("that do not exist are an error with a suggestion", () => {
    const result = compiled(shared + run, {}, { limt: "7" });
    expect(told(result)).toEqual(["PDA0703 no parameter is called `limt` []"]);
    expect(result.diagnostics[0]!.help[0]!.text).toBe("did you mean `limit`?");
  });

  it("stand for durations, too", () => {
    const text = `param wait: duration = 5m
events e { key k  time t  event a }
pattern p on e { session gap 2 * wait max wait * 10  start s  state s { on a -> s  after wait + 1m -> s } }`;
    const { patterns } = compiled(text, {}, { wait: "10m" });
    expect(patterns[0]?.automaton.session).toEqual({
      gap: 1_200_000,
      max: 6_000_000,
      shared: false,
    });
    expect(patterns[0]!.automaton.states[0]!.timers[0]!.duration).toBe(660_000);
  });
});
