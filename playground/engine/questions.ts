import type { Automaton } from "../../src/automaton/automaton.ts";
import type { Source } from "../../src/diagnostic/diagnostic.ts";
import type { SimulationAnswer, SimulationQuestion } from "../lab/simulation.ts";
import type { Arrivals } from "./arrival.ts";
import type { Change } from "./change.ts";
import type { Comparison } from "./comparison.ts";
import type { ReadEvent } from "./insertion.ts";
import type { GivenLog } from "./log-source.ts";
import type { LogSummary } from "./log-summary.ts";
import type { Mapping } from "./mapping.ts";
import type { Progress } from "./meter.ts";
import type { Moment } from "./moment.ts";
import type { Picture } from "./picture.ts";
import type { Reading } from "./reading.ts";
import type { RefusedRow } from "./refused.ts";
import type { WrittenScenario } from "./scenario-writer.ts";
import type { ScenarioView } from "./scenarios.ts";
import type { SessionLine, SessionQuery } from "./session-list.ts";
import type { TimelineRow } from "./timeline.ts";
import type { WhyAnswer, WhyQuestion } from "./why-answer.ts";

export interface Compiled {
  /** Errors of the text; with any, nothing is run and what was stays. */
  readonly errors: number;
  readonly pictures: readonly Picture[];
  readonly scenarios: readonly ScenarioView[];
}

/** A line of output, and where it came from. */
export interface OutputLine {
  readonly line: string;
  readonly pattern: string;
  readonly output: string;
  readonly kind: string;
  readonly key: string;
  readonly time: string;
  readonly data: string;
  readonly retracted: boolean;
  /** Name of the session on this page; null: not known, as of a result taken back. */
  readonly session: string | null;
}

export interface Watching {
  readonly name: string;
  readonly key: string;
  readonly lane: string;
  readonly rows: readonly TimelineRow[];
}

/** Results of sessions before and after a change of the pattern. */
export interface PatternDifference {
  readonly pattern: string;
  readonly sessions: number;
  /** Sessions whose results differ, the first ones. */
  readonly changed: readonly {
    readonly name: string;
    readonly key: string;
    readonly before: number;
    readonly after: number;
  }[];
  readonly changedCount: number;
}

/** What the page asks of the thread that reads logs and runs patterns. */
export interface Questions {
  /** With the automata of the text, where they are known already; the answer is then known to who asks. */
  compile(source: Source, known?: readonly Automaton[]): Promise<Compiled>;
  /** Null: it was stopped, or another run began. */
  run(log: GivenLog, reading: Reading): Promise<LogSummary | null>;
  stop(): void;
  mapping(log: GivenLog, reading: Reading): Promise<Mapping>;
  /** How many sessions a question is about; the list is kept, to be asked for by piece. */
  sessions(pattern: string, query: SessionQuery): number;
  sessionLines(from: number, to: number): readonly SessionLine[];
  /** Its place in the list that was asked for last; -1: it is not in it. */
  sessionPlace(name: string): number;
  outputs(from: number, to: number): readonly OutputLine[];
  /** As `pda run` prints them. */
  outputText(): string;
  refused(from: number, to: number): readonly RefusedRow[];
  watch(pattern: string, session: string): Watching | null;
  /** null: no session is looked at any more, because the log was read anew. */
  moment(step: number): Moment | null;
  /** The step of a session that gave out a line; 0: none. */
  stepOf(pattern: string, session: string, line: string): number;
  /** Null: it was stopped, or something else was asked for. */
  why(pattern: string, question: WhyQuestion): Promise<WhyAnswer | null>;
  stopWhy(): void;
  scenario(
    pattern: string,
    session: string,
    title: string,
    source: Source,
  ): Promise<WrittenScenario>;
  compare(pattern: string, session: string, changes: readonly Change[]): Comparison | null;
  /** An event as a scenario writes it, to be put into a session. */
  readEvent(pattern: string, written: string): Promise<ReadEvent>;
  /** The ordered and the disturbed run of a key, whole, as far as the log that was run has its events. */
  bothRuns(pattern: string, key: string, arrivals: Arrivals): Comparison | null;
  /** By its id in outputs, and the step that gave out a line. */
  sessionOf(
    pattern: string,
    id: string,
    line: string,
  ): { readonly name: string; readonly step: number } | null;
  /** A session's events in another order of arrival: ids as they come. */
  arrange(pattern: string, session: string, order: readonly string[]): Comparison | null;
  /** Null: it was stopped. */
  simulate(
    pattern: string,
    log: GivenLog,
    reading: Reading,
    question: SimulationQuestion,
  ): Promise<SimulationAnswer | null>;
  stopSimulation(): void;
  /** Keeps the run as it is, to be compared with what comes. */
  pin(): void;
  pinned(pattern: string): PatternDifference | null;
  compareWithPinned(pattern: string, session: string): Comparison | null;
}

export type Question = keyof Questions;
export type Asked<Q extends Question> = Parameters<Questions[Q]>;
export type Answer<Q extends Question> = Awaited<ReturnType<Questions[Q]>>;

export interface Request {
  readonly id: number;
  readonly question: Question;
  readonly asked: readonly unknown[];
}

export type Reply =
  | { readonly id: number; readonly answer: unknown }
  /** Our own mistake. */
  | { readonly id: number; readonly broken: string }
  | { readonly progress: Progress }
  /** How many seeds have been drawn. */
  | { readonly seeds: number }
  /** Which part of a search for reasons is done. */
  | { readonly searched: number };
