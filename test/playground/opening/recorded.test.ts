import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { entries, example } from "../../../playground/build/gallery.ts";
import { record, spelled } from "../../../playground/build/opening.ts";
import { Answers } from "../../../playground/engine/answers.ts";
import type { Question } from "../../../playground/engine/questions.ts";
import { Answers as LanguageThread } from "../../../playground/language/answers.ts";
import { type EarlyAnswers, earlyAnswers } from "../../../playground/opening/early-answers.ts";

const RUNS = Number(process.env.PROPERTY_RUNS ?? 15);

/** Every one is recorded by the same function; `PDA_EVERY_EXAMPLE=1` holds them all. */
const OTHERS =
  process.env.PDA_EVERY_EXAMPLE === "1"
    ? entries().map(({ id }) => id)
    : ["shared-checkout", "meter-peaks"];

const recorded = await record();
const log = new Blob([recorded.log]);
const other = example("strict-funnel");
const name = recorded.compiled.pictures[0]!.pattern;
const all = { text: "", outcome: "all", order: "began" } as const;

/** What the page may do at first, and what it may do soon after. */
const questions: readonly (readonly [question: Question, asked: readonly unknown[]])[] = [
  ["compile", [{ name: "pattern.pda", text: recorded.pattern }]],
  ["run", [{ name: recorded.logName, bytes: log }, {}]],
  ["sessions", [name, all]],
  ["sessionLines", [0, 1]],
  ["sessionLines", [0, 18]],
  ["sessionPlace", ["v1"]],
  ["sessionPlace", [recorded.watching.name]],
  ["watch", [name, recorded.watching.name]],
  ...recorded.moments.map((_, step) => ["moment", [step]] as const),
  ["compile", [{ name: "pattern.pda", text: other.pattern }]],
  ["run", [{ name: other.logName, bytes: new Blob([other.log]) }, {}]],
  ["run", [{ name: recorded.logName, bytes: log }, { watermark: "5m" }]],
  ["sessions", [name, { ...all, text: "2" }]],
  ["sessions", [name, { ...all, order: "length" }]],
  ["sessions", ["strict_funnel", all]],
  ["watch", [name, recorded.lines[2]!.name]],
  ["stop", []],
];
/** As the page asks from the beginning: without these nothing that follows has an answer. */
const FIRST = 8;

const early = (answers: EarlyAnswers, question: Question, asked: readonly unknown[]): unknown => {
  const method: ((...asked: never[]) => unknown) | undefined = answers[question];
  return method?.apply(answers, asked as never[]);
};
const told = async (answers: Answers, question: Question, asked: readonly unknown[]) => {
  const method: (...asked: never[]) => unknown = answers[question];
  return method.apply(answers, asked as never[]);
};

describe("what is recorded of the opening example", () => {
  it("answers all that the first screen asks", () => {
    const answers = earlyAnswers(recorded, log);
    for (const [question, asked] of questions.slice(0, FIRST + recorded.moments.length))
      expect(early(answers, question, asked), question).not.toBeUndefined();
  });

  it("is what the thread says, whatever is asked in between, or nothing", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...questions), { maxLength: 12 }), async (more) => {
        const [page, thread] = [earlyAnswers(recorded, log), new Answers(() => {})];
        for (const [question, asked] of [...questions.slice(0, FIRST), ...more]) {
          const answer = await told(thread, question, asked);
          const known = early(page, question, asked);
          if (known !== undefined) expect(known, question).toEqual(answer);
        }
      }),
      { numRuns: RUNS },
    );
  });

  it.each(OTHERS)("is what the thread says of %s, too", async (id) => {
    const [one, thread] = [await record(id), new Answers(() => {})];
    const bytes = new Blob([one.log]);
    const page = earlyAnswers(one, bytes);
    const of = one.compiled.pictures[0]!.pattern;
    for (const [question, asked] of [
      ["compile", [{ name: "pattern.pda", text: one.pattern }]],
      ["run", [{ name: one.logName, bytes }, {}]],
      ["sessions", [of, all]],
      ["sessionLines", [0, 18]],
      ["watch", [of, one.watching.name]],
      ...one.moments.map((_, step) => ["moment", [step]] as const),
    ] as const)
      expect(early(page, question, asked), question).toEqual(await told(thread, question, asked));
  });

  it("has what the language service says of the text, as the page's thread would hand it over", async () => {
    const { text, answers } = { text: recorded.pattern, answers: new LanguageThread() };
    answers.open(text);
    expect(Object.keys(recorded.said)).toEqual(["examine", "tokens", "hints", "folds"]);
    for (const [question, said] of Object.entries(recorded.said))
      expect(said, question).toEqual(await answers.answer(question as "examine", []));
  });

  it("is the same when it was written down as a module", async () => {
    const module = `data:text/javascript,${encodeURIComponent(spelled(recorded))}`;
    expect((await import(/* @vite-ignore */ module)).recorded).toEqual(recorded);
  });

  it("has the text in pieces, each with its colour", () => {
    expect(recorded.coloured.map(([text]) => text).join("")).toBe(recorded.pattern);
    expect(recorded.coloured).toContainEqual(["pattern", "keyword bold"]);
    expect(recorded.coloured).toContainEqual(["browsing", "name bold"]);
  });
});
