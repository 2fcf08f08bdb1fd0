import type { Automaton } from "../../src/automaton/automaton.ts";
import type { Answer, Asked, Question } from "../engine/questions.ts";
import type { SessionQuery } from "../engine/session-list.ts";
import type { Recorded } from "./recorded.ts";

/** Questions that have an answer before the thread gives it; `undefined`: this one has not. */
export type EarlyAnswers = {
  readonly [Q in Question]?: (...asked: Asked<Q>) => Awaited<Answer<Q>> | undefined;
};

export interface Early {
  readonly answers: EarlyAnswers;
  /** Of the text that has an early answer: the thread takes them instead of compiling it. */
  readonly automata: readonly Automaton[];
}

export const NOTHING_EARLY: Early = { answers: {}, automata: [] };

/**
 * What was recorded, for as long as it is what the thread would say: the first question about another text, log, list
 * or session ends it. The thread is asked everything all the same, so that it always knows where the page is.
 */
export function earlyAnswers(recorded: Recorded, log: Blob): EarlyAnswers {
  let holds = true;
  // A run forgets what was listed and looked at before it.
  let [listed, watched] = [false, false];
  const { pattern, compiled, summary, lines, watching, moments } = recorded;
  const name = compiled.pictures[0]?.pattern;
  const either = <T>(same: boolean, answer: () => T): T | undefined => {
    holds &&= same;
    return holds ? answer() : undefined;
  };
  const ofList = <T>(answer: T): T | undefined => (holds && listed ? answer : undefined);
  return {
    compile: ({ text }) => either(text === pattern, () => compiled),
    run: ({ bytes }, reading) =>
      either(bytes === log && Object.keys(reading).length === 0, () => {
        [listed, watched] = [false, false];
        return summary;
      }),
    sessions: (of, query) =>
      either(of === name && asksForAll(query), () => {
        listed = true;
        return lines.length;
      }),
    sessionLines: (from, to) => ofList(lines.slice(from, to)),
    sessionPlace: (session) => ofList(lines.findIndex((line) => line.name === session)),
    watch: (of, session) =>
      either(of === name && session === watching.name, () => {
        watched = true;
        return watching;
      }),
    moment: (step) => (holds && watched ? moments[step] : undefined),
    stop: () => either<void>(false, () => {}),
  };
}

const asksForAll = ({ text, event, outcome, order }: SessionQuery): boolean =>
  text === "" && event === undefined && outcome === "all" && order === "began";
