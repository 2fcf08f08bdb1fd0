import { describe, expect, it } from "vitest";
import { mechanisms } from "../../src/simulator/disorder/mechanisms.ts";
import {
  readPipeline,
  spellPipeline,
  tellProblems,
} from "../../src/simulator/disorder/notation.ts";
import { presets } from "../../src/simulator/disorder/presets.ts";
import { pipelineOf } from "./law.ts";

const canonical = (text: string) => spellPipeline(pipelineOf(text));
const told = (text: string) => tellProblems(text, readPipeline(text).problems);

describe("the notation of pipelines", () => {
  it("is written back in its shortest form", () => {
    expect(canonical("collectors n=8 flush=5s | network tail=1%")).toBe(
      "collectors n=8 | network tail=1%",
    );
    expect(canonical("collectors   flush = 2.5s records=none|loss share=.5%")).toBe(
      "collectors flush=2s500ms records=none | loss share=0.5%",
    );
    expect(canonical("rewind rate=6/m")).toBe("rewind rate=360/h");
    expect(canonical("none")).toBe("none");
    expect(canonical("network tail=0.0000003%")).toBe("network tail=0.0000003%");
  });

  it("may stand on lines, with comments", () => {
    const text = "// ours\nnetwork // the body\n\n  | collectors n=2\nloss share=0.1% |\nbatches\n";
    expect(canonical(text)).toBe("network | collectors n=2 | loss share=0.1% | batches");
  });

  it("takes presets for their stages", () => {
    expect(canonical("divolte-hdfs | loss")).toBe(
      "network | collectors n=2 flush=30s records=1000 | loss",
    );
  });

  it("reads back what it writes", () => {
    const texts = [
      ...presets.map(({ pipeline }) => pipeline),
      ...mechanisms.map(({ name }) => name),
    ];
    for (const text of texts) {
      const pipeline = pipelineOf(text);
      expect(pipelineOf(spellPipeline(pipeline))).toEqual(pipeline);
      expect(pipelineOf(spellPipeline(pipeline, { all: true }))).toEqual(pipeline);
    }
  });

  it.each([
    ["colectors n=4", "there is no stage or preset `colectors`", "did you mean `collectors`?"],
    [
      "snowplow-kinesi",
      "there is no stage or preset `snowplow-kinesi`",
      "did you mean `snowplow-kinesis`?",
    ],
    ["collectors fluhs=5s", "collectors has no parameter `fluhs`", "did you mean `flush`?"],
    [
      "loss toString=1",
      "loss has no parameter `toString`",
      "it has share, enter, leave, within, blocked",
    ],
    ["collectors n=0", "`n=0` cannot be: there must be at least one", "n: how many collectors"],
    [
      "collectors flush=-5s",
      "`flush=-5s` cannot be: a duration must not be negative",
      "flush: time",
    ],
    ["collectors flush=0s", "`flush=0s` cannot be: it must be longer than nothing", ""],
    ["collectors flush=5", "`flush=5` is no value of `flush`", "write a duration with its unit"],
    ["collectors flush", "`flush` has no value", "flush=5s"],
    ["collectors n=2.5", "`n=2.5` is no value of `n`", "write a whole number: n=4"],
    ["loss share=120%", "`share=120%` cannot be: a share lies between 0% and 100%", ""],
    ["network alpha=0", "`alpha=0` cannot be: it must be greater than 0", ""],
    ["network fifo=yes", "`fifo=yes` is no value of `fifo`", "write on or off: fifo=off"],
    ["collectors route=rr", "`route=rr` is no value of `route`", "one of random, robin"],
    ["network stallmin=9s stallmax=2s", "stallmin must not be longer than stallmax", ""],
    ["loss enter=1% leave=0%", "with leave=0% a bad connection never turns good", ""],
    ["collectors n=1000000", "`n=1000000` cannot be: it must be at most 10000", "how many"],
    ["network sigma=11", "`sigma=11` cannot be: it must be at most 10", ""],
    [
      "network median=9999999d",
      "`median=9999999d` cannot be: it must not be longer than a hundred years",
      "",
    ],
    ["copies share=100%", "with share=100% copies never end", ""],
    ["rewind rate=-1/h", "`rate=-1/h` cannot be: it must not be negative", ""],
    ["collectors n=2 n=3", "`n` is given twice", "leave one of them"],
    ["loss | | network", "a stage is missing here", "write stages between bars"],
    ["loss |", "a stage is missing here", "write stages between bars"],
    ["", "there is no stage", "write stages between bars"],
    [
      "weiss-umts-2014 tail=2%",
      "weiss-umts-2014 is a preset and takes no parameters",
      "median=106ms",
    ],
  ])("refuses %j", (text, message, help) => {
    const { pipeline, problems } = readPipeline(text);
    expect(pipeline).toBeNull();
    expect(problems[0]!.message).toBe(message);
    expect(problems[0]!.help).toContain(help);
  });

  it("shows where", () => {
    expect(told("network\ncollectors n=0 | netwrk")).toMatchInlineSnapshot(`
      "\`n=0\` cannot be: there must be at least one
        collectors n=0 | netwrk
                   ^^^
        n: how many collectors
      there is no stage or preset \`netwrk\`
        collectors n=0 | netwrk
                         ^^^^^^
        did you mean \`network\`?
      "
    `);
  });

  it("gives every parameter its words and its source", () => {
    for (const { name, law, models, parameters } of mechanisms) {
      expect(models.endsWith(".") && law.endsWith("."), name).toBe(true);
      for (const [key, parameter] of Object.entries(parameters)) {
        expect(key).toMatch(/^[a-z]+$/);
        expect(parameter.source.length * parameter.says.length, `${name} ${key}`).toBeGreaterThan(
          0,
        );
        expect(parameter.refuse(parameter.default), `${name} ${key}`).toBeNull();
        expect(parameter.read(parameter.spell(parameter.default))).toBe(parameter.default);
      }
    }
    for (const { sources } of presets) expect(sources.length).toBeGreaterThan(0);
  });
});
