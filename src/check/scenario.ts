import type { Automaton } from "../automaton/automaton.ts";
import type { ScenarioDeclaration, ScenarioLine, Survival } from "../syntax/tree.ts";
import type { CompiledLine, CompiledScenario, CompiledSurvival } from "./compiledScenario.ts";
import { checkExpectation, checkFinal } from "./expectation.ts";
import { checkEvent } from "./scenarioEvent.ts";
import type { Subject } from "./scenarioValue.ts";
import type { FileScope } from "./scope.ts";
import { suggest } from "./spelling.ts";

export type * from "./compiledScenario.ts";

/** `patterns`: all that are declared, each with its automaton, however incomplete. */
export function checkScenario(
  scenario: ScenarioDeclaration,
  patterns: ReadonlyMap<string, { readonly outline: Automaton | null }>,
  file: FileScope,
): CompiledScenario | null {
  const pattern = patterns.get(scenario.pattern.text);
  if (pattern === undefined) {
    if (file.echoes(scenario.pattern.text)) return null;
    return file.report.error(
      "PDA0601",
      scenario.pattern.span,
      `there is no pattern \`${scenario.pattern.text}\``,
      { label: "unknown pattern", help: suggest(scenario.pattern, patterns.keys(), "patterns") },
    );
  }
  const { outline } = pattern;
  if (outline === null) return null;
  const subject: Subject = { outline, vocabulary: outline.vocabulary, file };
  checkOrder(scenario.lines, file);
  return {
    title: scenario.title.value,
    pattern: scenario.pattern.text,
    lines: scenario.lines.map((line) => checkLine(line, subject)),
    survives: scenario.survives.flatMap((one) => checkSurvival(one, scenario, file) ?? []),
    span: scenario.span,
  };
}

/** What the disorder is, the simulator reads; here is only looked at what it is to be measured by. */
function checkSurvival(
  { disorder, percent, span }: Survival,
  { lines }: ScenarioDeclaration,
  file: FileScope,
): CompiledSurvival | null {
  if (!file.broken(span) && !lines.some((line) => line.kind === "at" && line.event !== null)) {
    return file.report.error("PDA0610", span, "there are no events that could come in disorder", {
      label: "of a scenario without events",
      help: ['write the events of one session before it: `at 5s search { term: "forex" }`'],
    });
  }
  const below = Number(`${percent.digits}e-2`);
  if (below > 0 && below <= 1)
    return { disorder: disorder.value, disorderSpan: disorder.span, below, span };
  return file.report.error(
    "PDA0611",
    percent.span,
    below === 0
      ? "no number of sessions can show that none of them goes wrong"
      : "there are no more than 100% of the sessions",
    {
      label: below === 0 ? "never under 0%" : "more than all",
      help: ["write the share of sessions that may go wrong: `with error under 1%`"],
    },
  );
}

/** `at end` runs time out: after it only `ends` makes sense. */
function checkOrder(lines: readonly ScenarioLine[], file: FileScope): void {
  const end = lines.findIndex((line) => line.kind === "atEnd");
  if (end < 0) return;
  for (const line of lines.slice(end + 1)) {
    if (line.kind === "ends") continue;
    file.report.error("PDA0608", line.span, "nothing happens after `at end`: time has run out", {
      label: "too late",
      related: [{ span: lines[end]!.span, text: "time runs out here" }],
      help: ["move this line before `at end`"],
    });
  }
}

function checkLine(line: ScenarioLine, subject: Subject): CompiledLine {
  const { span } = line;
  switch (line.kind) {
    case "at": {
      const expect = checkExpectation(line.expect, span, subject);
      const time = line.time.milliseconds;
      if (line.event === null) return { kind: "watermark", time, expect, span };
      const event = checkEvent(line.event, expect.kind === "fails", subject);
      return { kind: "event", time, event, expect, span };
    }
    case "atEnd":
      return { kind: "end", expect: checkExpectation(line.expect, span, subject), span };
    case "ends":
      return checkFinal(line, subject);
  }
}
