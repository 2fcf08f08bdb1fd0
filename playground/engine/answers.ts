import type { Automaton } from "../../src/automaton/automaton.ts";
import type { Source } from "../../src/diagnostic/diagnostic.ts";
import type { Event } from "../../src/machine/event.ts";
import { load, type Machine } from "../../src/machine/machine.ts";
import type { SimulationAnswer, SimulationQuestion } from "../lab/simulation.ts";
import { type Arrivals, bothOrders } from "./arrival.ts";
import { Stopped } from "./breath.ts";
import { type Change, changed as changedInputs } from "./change.ts";
import { type Comparison, compareRuns } from "./comparison.ts";
import type { Input } from "./inputs.ts";
import type { ReadEvent } from "./insertion.ts";
import { type Life, sessionIn, wholeLife } from "./life.ts";
import type { GivenLog } from "./log-source.ts";
import { summaryOf } from "./log-summary.ts";
import type { Progress } from "./meter.ts";
import { momentOf, type StepOf, startMoment } from "./moment.ts";
import { outputLineOf } from "./output-line.ts";
import { differenceOf } from "./pattern-difference.ts";
import type { Compiled, Questions, Watching } from "./questions.ts";
import type { Reading } from "./reading.ts";
import { type Ran, run } from "./run.ts";
import type { WrittenScenario } from "./scenario-writer.ts";
import type { SessionRow } from "./session-index.ts";
import { asked, lineOf, type SessionQuery } from "./session-list.ts";
import { type TimelineRow, timelineOf } from "./timeline.ts";
import type { Watch } from "./watch.ts";
import type { WhyAnswer, WhyQuestion } from "./why-answer.ts";

/** The session that is looked at. */
interface Watched {
  readonly machine: Machine;
  readonly life: Life;
  readonly rows: readonly TimelineRow[];
  readonly stepOf: StepOf;
}

/** All that is kept between questions: the patterns, the last run, the list and the session looked at. */
export class Answers implements Questions {
  private readonly progress: (progress: Progress) => void;
  private source: Source = { name: "pattern.pda", text: "" };
  private machines: readonly Machine[] = [];
  private ran: Ran | null = null;
  private before: Ran | null = null;
  private list: readonly SessionRow[] = [];
  private watched: Watched | null = null;
  /** Each run has a number; an older one stops where it can. */
  private runs = 0;
  private simulations = 0;
  private reasons = 0;
  private readonly seeds: (done: number) => void;
  private readonly searched: (part: number) => void;

  constructor(
    progress: (progress: Progress) => void,
    seeds: (done: number) => void = () => {},
    searched: (part: number) => void = () => {},
  ) {
    this.progress = progress;
    this.seeds = seeds;
    this.searched = searched;
  }

  /**
   * What the text was compiled to when the page was built is taken as it is: the opening example needs no compiler.
   */
  async compile(source: Source, known?: readonly Automaton[]): Promise<Compiled> {
    if (known !== undefined) {
      this.take(source, known);
      return { errors: 0, pictures: [], scenarios: [] };
    }
    const { compiling } = await import("./compiling.ts");
    const { automata, compiled } = compiling(source);
    if (compiled.errors === 0) this.take(source, automata);
    return compiled;
  }

  private take(source: Source, automata: readonly Automaton[]): void {
    this.source = source;
    this.machines = automata.map(load);
  }

  async run(log: GivenLog, reading: Reading) {
    const number = ++this.runs;
    try {
      const ran = await run(this.machines, log, reading, {
        progress: this.progress,
        stopped: () => number !== this.runs,
      });
      if (number !== this.runs) return null;
      this.ran = ran;
      this.watched = null;
      this.list = [];
      return summaryOf(ran);
    } catch (error) {
      if (error instanceof Stopped) return null;
      throw error;
    }
  }

  stop(): void {
    this.runs++;
  }

  async mapping(log: GivenLog, reading: Reading) {
    const { mappingOf } = await import("./mapping.ts");
    return mappingOf(log, reading);
  }

  sessions(pattern: string, query: SessionQuery): number {
    this.list = asked(this.patternRun(pattern)?.sessions.rows ?? [], query);
    return this.list.length;
  }

  sessionLines(from: number, to: number) {
    return this.list.slice(from, to).map(lineOf);
  }

  sessionPlace(name: string): number {
    return this.list.findIndex((row) => row.name === name);
  }

  outputs(from: number, to: number) {
    const { ran } = this;
    return ran === null ? [] : ran.lines.slice(from, to).map((line) => outputLineOf(ran, line));
  }

  outputText(): string {
    return (this.ran?.lines ?? []).map((line) => `${line}\n`).join("");
  }

  refused(from: number, to: number) {
    return this.ran?.refused.rows.slice(from, to) ?? [];
  }

  stepOf(pattern: string, session: string, line: string): number {
    const watch = this.patternRun(pattern);
    const row = watch?.sessions.find(session);
    if (watch === undefined || row === undefined) return 0;
    const life = wholeLife(watch.machine, watch.inputs.get(row.key) ?? []).life;
    const id = idOf(line);
    const at = sessionIn(life, session).entries.findLastIndex(
      (entry) =>
        entry.is === "step" && entry.happening.step.outputs.some((output) => output.id === id),
    );
    return at + 1;
  }

  watch(pattern: string, session: string): Watching | null {
    const watch = this.patternRun(pattern);
    const row = watch?.sessions.find(session);
    if (watch === undefined || row === undefined) return null;
    const { machine } = watch;
    const life = sessionIn(wholeLife(machine, watch.inputs.get(row.key) ?? []).life, session);
    const rows = timelineOf(machine, life);
    const places = new Map(rows.map((one) => [one.event, one]));
    const stepOf: StepOf = (id) => {
      const found = places.get(id);
      return found === undefined ? null : { step: found.step, text: found.what };
    };
    this.watched = { machine, life, rows, stepOf };
    return { name: session, key: row.key, lane: row.lane.join(", "), rows };
  }

  moment(step: number) {
    if (this.watched === null) return null;
    const { machine, life, rows, stepOf } = this.watched;
    const entry = life.entries[step - 1];
    return entry === undefined
      ? startMoment(machine, rows.length)
      : momentOf(machine, entry, step, stepOf, rows.length);
  }

  async why(pattern: string, question: WhyQuestion): Promise<WhyAnswer | null> {
    const number = ++this.reasons;
    // Asked once in a while: fetched then.
    const { whyAnswer } = await import("./why-answer.ts");
    const watch = this.patternRun(pattern);
    if (watch === undefined) return { refused: "there is no log to ask about" };
    try {
      return await whyAnswer(watch, question, {
        progress: this.searched,
        stopped: () => number !== this.reasons,
      });
    } catch (error) {
      if (error instanceof Stopped) return null;
      throw error;
    }
  }

  stopWhy(): void {
    this.reasons++;
  }

  /** Behind the text as it stands, which may be newer than the last without mistakes. */
  async scenario(
    pattern: string,
    session: string,
    title: string,
    source: Source,
  ): Promise<WrittenScenario> {
    const { writeScenario } = await import("./scenario-writer.ts");
    const watch = this.patternRun(pattern);
    const row = watch?.sessions.find(session);
    if (watch === undefined || row === undefined) return { refused: "no session is looked at" };
    const { life } = wholeLife(watch.machine, watch.inputs.get(row.key) ?? []);
    const events = eventsOf(sessionIn(life, session));
    return writeScenario(watch.machine, source, events, title);
  }

  compare(pattern: string, session: string, changes: readonly Change[]): Comparison | null {
    const watch = this.patternRun(pattern);
    const row = watch?.sessions.find(session);
    if (watch === undefined || row === undefined) return null;
    const { machine } = watch;
    const inputs = watch.inputs.get(row.key) ?? [];
    return compareRuns(
      { machine, inputs: changedInputs(inputs, []), changed: true },
      { machine, inputs: changedInputs(inputs, changes), changed: true },
    );
  }

  sessionOf(pattern: string, id: string, line: string) {
    const row = this.patternRun(pattern)?.sessions.named(id);
    return row === undefined
      ? null
      : { name: row.name, step: this.stepOf(pattern, row.name, line) };
  }

  async readEvent(pattern: string, written: string): Promise<ReadEvent> {
    const { readEvent } = await import("./insertion.ts");
    const machine = this.machines.find(({ automaton }) => automaton.pattern === pattern);
    return machine === undefined
      ? { refused: "there is no such pattern" }
      : readEvent(machine, this.source, written);
  }

  bothRuns(pattern: string, key: string, arrivals: Arrivals): Comparison | null {
    const watch = this.patternRun(pattern);
    if (watch === undefined) return null;
    const { ordered, arrived } = bothOrders(watch.inputs.get(key) ?? [], arrivals);
    const side = (inputs: readonly Input[]) => ({
      ...{ machine: watch.machine, inputs, changed: true },
    });
    return compareRuns(side(ordered), side(arrived), Number.POSITIVE_INFINITY);
  }

  arrange(pattern: string, session: string, order: readonly string[]): Comparison | null {
    return this.compare(pattern, session, [{ kind: "arrange", order }]);
  }

  async simulate(
    pattern: string,
    log: GivenLog,
    reading: Reading,
    question: SimulationQuestion,
  ): Promise<SimulationAnswer | null> {
    const machine = this.machines.find(({ automaton }) => automaton.pattern === pattern);
    if (machine === undefined) return { refused: "there is no such pattern" };
    const number = ++this.simulations;
    // The laboratory is fetched with the first question to it.
    const { simulate } = await import("../lab/simulation.ts");
    try {
      return await simulate(machine, log, reading, question, {
        source: this.source,
        done: this.seeds,
        stopped: () => number !== this.simulations,
      });
    } catch (error) {
      if (error instanceof Stopped) return null;
      throw error;
    }
  }

  stopSimulation(): void {
    this.simulations++;
  }

  pin(): void {
    this.before = this.ran;
  }

  pinned(pattern: string) {
    const { before, ran } = this;
    return before === null || ran === null ? null : differenceOf(before, ran, pattern);
  }

  compareWithPinned(pattern: string, session: string): Comparison | null {
    const [before, after] = [patternOf(this.before, pattern), this.patternRun(pattern)];
    const row = after?.sessions.find(session) ?? before?.sessions.find(session);
    if (before === undefined || after === undefined || row === undefined) return null;
    const side = ({ machine, inputs }: Watch) => ({
      ...{ machine, inputs: inputs.get(row.key) ?? [], changed: false },
    });
    return compareRuns(side(before), side(after));
  }

  private patternRun(pattern: string): Watch | undefined {
    return patternOf(this.ran, pattern);
  }
}

/** The first member of a line. */
const idOf = (line: string): string => (JSON.parse(line) as { readonly id: string }).id;

const patternOf = (ran: Ran | null, pattern: string): Watch | undefined =>
  ran?.patterns.find(({ machine }) => machine.automaton.pattern === pattern);

/** Each once, in the order in which they came; with `late retract` one is stepped again and again. */
function eventsOf({ entries }: Life): readonly Event[] {
  const events = new Map<string, Event>();
  for (const entry of entries) {
    if (entry.is === "news") events.set(entry.news.event.id, entry.news.event);
    else {
      const { stimulus } = entry.happening;
      if (stimulus.kind === "event") events.set(stimulus.event.id, stimulus.event);
    }
  }
  return [...events.values()];
}
