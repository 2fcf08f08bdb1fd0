import { noCounts } from "../../machine/counts.ts";
import type { Event } from "../../machine/event.ts";
import { record } from "../../machine/record.ts";
import { outputLine } from "../../machine/render.ts";
import type { MapResult } from "../../records/vocabulary.ts";
import type { KeptRunner } from "../../stream/runner.ts";
import { passTime, SCENARIO_START, ScenarioRun } from "../../stream/scenario-run.ts";
import { fromText } from "../bytes.ts";
import type { MessageRecord } from "../records/message-record.ts";
import { outputHead } from "../records/output-head.ts";
import { ID_HEADER, type RoutedMessage } from "../records/output-writer.ts";
import type { WorkerPattern } from "../task/pattern.ts";
import { CANARY_HEADER, type CanaryLine, canaryLine } from "./reserved.ts";
import { type CanaryScenario, scenarioKey } from "./written.ts";

/** What a worker does with canary records. */
export interface CanaryPlan {
  readonly app: string;
  /** Where their outputs go, and nothing else. */
  readonly topic: string;
  readonly scenarios: readonly CanaryScenario[];
}

/**
 * `interrupted`: the task was given away or read back in the middle of it, or its lines did not all come.
 * `skipped`: no pattern of this version runs here.
 */
export type CanaryResult = "passed" | "failed" | "interrupted" | "skipped";

export interface CanaryOutcome {
  readonly pattern: string;
  readonly scenario: string;
  readonly result: CanaryResult;
  /** Of one that failed: what was expected and what came. */
  readonly message: string | null;
  /** When its records were sent. */
  readonly sentMs: number;
}

/** What came of canary records since the last time. */
export interface Sung {
  readonly outputs: RoutedMessage[];
  readonly outcomes: CanaryOutcome[];
}

/** Runs that are under way at once; more are a sign of lines that never came. */
const OPEN_MAX = 64;

/**
 * The canaries of one task. Each run of a scenario is a world of its own: sessions, clock and watermark of
 * a scenario, beside the task's, gone when it ends. It is stepped by the same compiled pattern as every
 * record, and by the reference, and both must say the same, byte by byte.
 */
export class CanaryRuns {
  private readonly plan: CanaryPlan;
  private readonly patterns: readonly WorkerPattern[];
  private readonly open = new Map<string, Run>();
  private sung: Sung = { outputs: [], outcomes: [] };

  constructor(plan: CanaryPlan, patterns: readonly WorkerPattern[]) {
    this.plan = plan;
    this.patterns = patterns;
  }

  step(of: MessageRecord): void {
    const line = canaryLine(of.message);
    if (line === null || line.app !== this.plan.app) return;
    const found = this.runOf(line);
    if (typeof found === "string") {
      // Told once, by the last line.
      if (line.line === line.lines - 1) this.tell(line, found, null, of);
      return;
    }
    // Behind the first difference nothing can be expected any more.
    found.failure ??= attempt(() => found.take(of, line));
    found.next = line.line + 1;
    for (const output of found.outputs.splice(0)) this.write(output, of);
    if (found.next < line.lines) return;
    this.open.delete(line.run);
    this.tell(line, found.failure === null ? "passed" : "failed", found.failure, of);
  }

  take(): Sung {
    const { sung } = this;
    this.sung = { outputs: [], outcomes: [] };
    return sung;
  }

  private runOf({ run, version, scenario, line }: CanaryLine): Run | CanaryResult {
    const known = this.open.get(run);
    if (known !== undefined) {
      if (known.next === line) return known;
      this.open.delete(run);
      return "interrupted";
    }
    const pattern = this.patterns.find(({ machine }) => machine.version === version);
    const written = this.plan.scenarios.find(
      (one) => one.machine.version === version && one.scenario.title === scenario,
    );
    if (pattern === undefined || written === undefined) return "skipped";
    if (line !== 0) return "interrupted";
    const begun = new Run(pattern, written);
    this.open.set(run, begun);
    if (this.open.size > OPEN_MAX) this.open.delete(this.open.keys().next().value!);
    return begun;
  }

  private write(line: string, { message }: MessageRecord): void {
    const { id, timeMs } = outputHead(line);
    const told = message.headers.filter(([name]) => name === CANARY_HEADER);
    this.sung.outputs.push({
      topic: this.plan.topic,
      message: {
        ...{ key: message.key, value: fromText(line) },
        headers: [[ID_HEADER, fromText(id)], ...told],
        timestampMs: Math.max(0, timeMs),
      },
    });
  }

  private tell(
    { pattern, scenario }: CanaryLine,
    result: CanaryResult,
    message: string | null,
    { message: { timestampMs } }: MessageRecord,
  ): void {
    this.sung.outcomes.push({ pattern, scenario, result, message, sentMs: timestampMs });
  }
}

/** A canary must not stop the task that carries it, whatever it finds. */
function attempt(act: () => string | null): string | null {
  try {
    return act();
  } catch (error) {
    return `a mistake in pda itself: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  }
}

/** One passage of one scenario. */
class Run {
  /** The line that must come next. */
  next = 0;
  failure: string | null = null;
  readonly outputs: string[] = [];
  private readonly written: CanaryScenario;
  private readonly vocabulary: number;
  private readonly reference: ScenarioRun;
  private readonly live: KeptRunner;
  private readonly expected: string[] = [];
  private readonly came: string[] = [];
  private watermark = Number.NEGATIVE_INFINITY;
  /** Among all lines of the scenario, those with an event and others. */
  private at = 0;

  constructor({ machine, vocabulary, runner }: WorkerPattern, written: CanaryScenario) {
    this.written = written;
    this.vocabulary = vocabulary;
    this.reference = new ScenarioRun(machine, (output) => this.expected.push(outputLine(output)));
    this.live = runner({
      counts: noCounts(),
      line: (line) => {
        this.came.push(line);
        this.outputs.push(line);
      },
      dead: () => {},
    });
  }

  /** All lines up to the record's; behind the last, the rest. What is wrong, or null. */
  take({ results }: MessageRecord, line: CanaryLine): string | null {
    const { lines } = this.written.scenario;
    const read = eventOf(results[this.vocabulary]!, line);
    const last = line.line === line.lines - 1;
    for (let met = false; this.at < lines.length; this.at++) {
      const one = lines[this.at]!;
      if (one.kind === "event") {
        if (met) break;
        met = true;
      } else if (met && !last) break;
      const [failure] = this.reference.line(one, one.kind === "event" ? read : undefined);
      this.pass(one, read);
      const differs = this.difference();
      if (failure !== undefined || differs !== null) return failure?.message ?? differs;
    }
    return null;
  }

  /** What the line says, on the pattern as the task runs it. */
  private pass(line: CanaryScenario["scenario"]["lines"][number], read: Event | null): void {
    if (line.kind === "event") {
      if (read !== null) this.live.feed(read, read.time < this.watermark, this.watermark);
    } else if (line.kind === "watermark") {
      this.watermark = Math.max(this.watermark, SCENARIO_START + line.time);
      passTime(this.live, this.watermark);
    } else if (line.kind === "end") {
      this.live.endInput?.();
      passTime(this.live, Number.POSITIVE_INFINITY);
    }
  }

  private difference(): string | null {
    const expected = this.expected.splice(0);
    const came = this.came.splice(0);
    const same =
      expected.length === came.length && expected.every((output, at) => output === came[at]);
    if (same) return null;
    return `the pattern as it runs here gave ${came.join(", ") || "nothing"}, by the language it is ${expected.join(", ") || "nothing"}`;
  }
}

/** The event as it was read, under the key that the scenario gave it; null: it is dead. */
function eventOf(result: MapResult, { run, line }: CanaryLine): Event | null {
  if (result.kind === "dead") return null;
  const { event } = result;
  const { time, name, fields } = event;
  return {
    ...{ key: scenarioKey(`pda.canary:${run}`, event.key), time, name },
    fields: record(Object.entries(fields)),
    id: event.id === event.record.id ? `scenario#${line + 1}` : event.id,
    members: () => event.members(),
  };
}
