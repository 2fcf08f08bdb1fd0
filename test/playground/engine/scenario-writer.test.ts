import { describe, expect, it } from "vitest";
import { entries, example } from "../../../playground/build/gallery.ts";
import { Answers } from "../../../playground/engine/answers.ts";
import { compile } from "../../../src/compile.ts";
import { load } from "../../../src/machine/machine.ts";
import { runScenario } from "../../../src/stream/scenario-run.ts";

const SESSIONS = { text: "", outcome: "all", order: "began" } as const;
const TITLE = "as it went";

/** The first sessions of an example of the gallery, each as a scenario. */
async function scenariosOf(id: string, text = example(id).pattern) {
  const { pattern, logName, log } = example(id);
  const answers = new Answers(() => {});
  const [picture] = (await answers.compile({ name: "pattern.pda", text: pattern })).pictures;
  await answers.run({ name: logName, bytes: new Blob([log]) }, {});
  answers.sessions(picture!.pattern, SESSIONS);
  return Promise.all(
    answers
      .sessionLines(0, 8)
      .map(({ name }) =>
        answers.scenario(picture!.pattern, name, TITLE, { name: "pattern.pda", text }),
      ),
  );
}

describe("a watched run as a scenario", () => {
  it.each(entries().map(({ id }) => id))("holds, of each session of %s", async (id) => {
    for (const made of await scenariosOf(id)) {
      if ("refused" in made) throw new Error(made.refused);
      const main = { name: "pattern.pda", text: made.text };
      const { patterns, scenarios, diagnostics } = compile({ main, load: () => null });
      expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
      const scenario = scenarios.find(({ title }) => title === TITLE)!;
      expect(runScenario(load(patterns[0]!.automaton), scenario).failures).toEqual([]);
    }
  });

  it("says the ids of events where branches hang on them, and nothing where they do not matter", async () => {
    const [branching] = await scenariosOf("tabbed-browsing");
    expect(branching).toMatchObject({
      text: expect.stringMatching(/"as it went".*\n {2}at 0s purchase \{ page_id: "e1",/),
    });
    const [plain] = await scenariosOf("failed-logins");
    expect(plain).toMatchObject({ text: expect.not.stringMatching(/"as it went"[^}]*visitor/) });
  });

  it("leaves out what depends on where the events came from, and keeps the rest", async () => {
    const [made] = await scenariosOf("visit-tags");
    expect(made).toMatchObject({
      text: expect.stringMatching(
        /"as it went".*\n {2}at 0s click \{ target: "coat" \} => tagged \{ place: 1, landing: true \}/,
      ),
    });
  });

  it("is refused behind a text with mistakes", async () => {
    const { pattern } = example("search-attribution");
    const [made] = await scenariosOf("search-attribution", `${pattern}\npattern`);
    expect(made).toEqual({
      refused: "the text has mistakes; a scenario is put behind a text without",
    });
  });
});
