import type { Answer, Asked, Question } from "../engine/questions.ts";
import type { SessionQuery } from "../engine/session-list.ts";
import type { Recorded } from "./recorded.ts";

/** Questions that have an answer before the thread gives it; `undefined`: this one has not. */
export type EarlyAnswers = {
  readonly [Q in Question]?: (...asked: Asked<Q>) => Awaited<Answer<Q>> | undefined;
};

/**
 * What was recorded, for as long as it is what the thread would say: the first question about another text, log, list
 * or session ends it. The thread is asked everything all the same, so that it always knows where the page is.
 */
export function earlyAnswers(recorded: Recorded, log: Blob): EarlyAnswers {
  let holds = true;
  const { pattern, compiled, summary, lines, watching, moments } = recorded;
  const [picture] = compiled.pictures;
  const either = <T>(same: boolean, answer: T): T | undefined => {
    holds &&= same;
    return holds ? answer : undefined;
  };
  return {
    compile: ({ text }) => either(text === pattern, compiled),
    run: ({ bytes }, reading) =>
      either(bytes === log && Object.keys(reading).length === 0, summary),
    sessions: (of, query) => either(of === picture?.pattern && asksForAll(query), lines.length),
    sessionLines: (from, to) => either(true, lines.slice(from, to)),
    sessionPlace: (name) =>
      either(
        true,
        lines.findIndex((line) => line.name === name),
      ),
    watch: (of, session) => either(of === picture?.pattern && session === watching.name, watching),
    moment: (step) => either(true, moments[step]),
    stop: () => either<void>(false, undefined),
  };
}

const asksForAll = ({ text, event, outcome, order }: SessionQuery): boolean =>
  text === "" && event === undefined && outcome === "all" && order === "began";
