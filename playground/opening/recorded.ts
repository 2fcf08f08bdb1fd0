import type { Automaton } from "../../src/automaton/automaton.ts";
import type { LogSummary } from "../engine/log-summary.ts";
import type { Moment } from "../engine/moment.ts";
import type { Compiled, Watching } from "../engine/questions.ts";
import type { SessionLine } from "../engine/session-list.ts";
import type { LanguageAnswers } from "../language/client.ts";

/** A piece of the text and the class of its colour; "" has none. */
export type Coloured = readonly [text: string, colour: string];

/**
 * What the thread answers to the first questions about an example that the page may begin with. It is asked when the page is built, by
 * `build/opening.ts`, so that the first screen waits for no thread; a test holds it against what the thread answers.
 */
export interface Recorded {
  readonly pattern: string;
  readonly logName: string;
  readonly log: string;
  /** The text in its colours, to be read until the editor is there. */
  readonly coloured: readonly Coloured[];
  /** What the language service says of the text before anybody touches it. */
  readonly said: Pick<LanguageAnswers, "examine" | "tokens" | "hints" | "folds">;
  readonly automata: readonly Automaton[];
  readonly compiled: Compiled;
  readonly summary: LogSummary;
  /** All of the list. */
  readonly lines: readonly SessionLine[];
  /** The first of the list, and its moments from before the first step to the last. */
  readonly watching: Watching;
  readonly moments: readonly (Moment | null)[];
}
