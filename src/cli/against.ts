import type { Machine } from "../machine/machine.ts";
import {
  type Difference,
  type MatchCounts,
  OutputMatch,
  TooManyUnmatched,
} from "../stream/output-match.ts";
import { patternRunner } from "../stream/pattern-runner.ts";
import { Surviving } from "../stream/surviving.ts";
import { exitCodes, Failure, usageFailure } from "./exit.ts";
import { type Passed, type PassedPattern, type PassOptions, passLogs } from "./log-pass.ts";
import { LineWriter, type OutputFormat, type OutputWriter, tableText } from "./outputs.ts";
import type { Terminal } from "./terminal.ts";

/** Some hundreds of bytes each. */
const WAITING_MAX = 1_000_000;

/** Old and new patterns, and the name of the file with the old ones. */
export interface Rivals {
  readonly now: readonly Machine[];
  readonly before: readonly Machine[];
  readonly name: string;
}

export interface Compared extends Passed {
  readonly differs: boolean;
}

/** Runs old and new patterns in one pass over the logs and prints what differs. */
export async function runAgainst(
  { now, before, name }: Rivals,
  logs: readonly string[],
  options: PassOptions & { readonly output: OutputFormat },
  terminal: Terminal,
): Promise<Compared> {
  const writer = differenceWriter(options.output, [...now, ...before], terminal);
  terminal.onInterrupt(() => writer.end());
  const match = new OutputMatch(WAITING_MAX, (difference) => {
    for (const line of writer.linesOf(difference)) writer.to.line(line);
  });
  const revised: Surviving[] = [];
  const running = (machine: Machine, line: (text: string) => void): PassedPattern => {
    const surviving = new Surviving(line, WAITING_MAX);
    const revises = machine.automaton.order?.late.kind === "retract";
    if (revises) revised.push(surviving);
    const hear = (text: string): void => (revises ? surviving.hear(text) : line(text));
    return { machine, runner: (books) => patternRunner(machine, { ...books, line: hear }) };
  };
  const passed = await tooDifferent(async () => {
    const done = await passLogs(
      [
        ...now.map((machine) => running(machine, (line) => match.now(line))),
        ...before.map((machine) => running(machine, (line) => match.before(line))),
      ],
      logs,
      options,
      terminal,
    );
    for (const surviving of revised) surviving.end();
    return done;
  });
  match.end();
  writer.to.end();
  terminal.note(countsText(name, match.counts));
  const differs = [...match.counts.values()].some(
    ({ gained, lost, changed }) => gained + lost + changed > 0,
  );
  return { ...passed, differs };
}

async function tooDifferent<T>(pass: () => Promise<T>): Promise<T> {
  try {
    return await pass();
  } catch (error) {
    if (!(error instanceof TooManyUnmatched)) throw error;
    throw new Failure(
      exitCodes.findings,
      "more than a million results have no counterpart: these patterns have too little in common to be compared whole; take a part of the log",
    );
  }
}

interface DifferenceWriter {
  readonly to: OutputWriter;
  readonly linesOf: (difference: Difference) => readonly string[];
  readonly end: () => void;
}

function differenceWriter(
  format: OutputFormat,
  machines: readonly Machine[],
  terminal: Terminal,
): DifferenceWriter {
  const to = new LineWriter(terminal, (line) => line);
  const end = (): void => to.end();
  switch (format) {
    case "ndjson":
      return { to, end, linesOf: (difference) => [differenceLine(difference)] };
    case "table": {
      const text = tableText(machines, terminal, WORD_LENGTH);
      return { to, end, linesOf: (difference) => differenceText(difference, text) };
    }
    case "none":
      return { to, end, linesOf: () => [] };
    case "csv":
      throw usageFailure("--against prints ndjson or a table, not csv");
  }
}

/** One JSON object: `{"difference":"changed","members":["data.term"],"was":{…},"now":{…}}`. */
function differenceLine(difference: Difference): string {
  const was = difference.kind === "gained" ? "" : `,"was":${difference.before.line}`;
  const now = difference.kind === "lost" ? "" : `,"now":${difference.now.line}`;
  const members =
    difference.kind === "changed" ? `,"members":${JSON.stringify(difference.members)}` : "";
  return `{"difference":"${difference.kind}"${members}${was}${now}}`;
}

const WORD_LENGTH = "gained  ".length;

function differenceText(difference: Difference, text: (line: string) => string): readonly string[] {
  const shown = (word: string, line: string): string => word.padEnd(WORD_LENGTH) + text(line);
  switch (difference.kind) {
    case "gained":
      return [shown("gained", difference.now.line)];
    case "lost":
      return [shown("lost", difference.before.line)];
    case "changed":
      return [shown("was", difference.before.line), shown("now", difference.now.line)];
  }
}

function countsText(name: string, counts: ReadonlyMap<string, MatchCounts>): string {
  const lines = [...counts].map(([what, { same, causes, gained, lost, changed, members }]) => {
    const parts = [
      `${n(same + causes)} same`,
      `${n(gained)} gained`,
      `${n(lost)} lost`,
      `${n(changed)} changed${changed === 0 ? "" : ` (${membersText(members)})`}`,
    ];
    const note = causes === 0 ? "" : `; ${n(causes)} of the same have other causes`;
    return `  ${what}: ${parts.join(", ")}${note}\n`;
  });
  return `against ${name}:\n${lines.length === 0 ? "  no results in either\n" : lines.join("")}`;
}

const MEMBERS_MAX = 4;

/** `data.term 12, session 3`, the most frequent first. */
function membersText(members: ReadonlyMap<string, number>): string {
  const ranked = [...members].sort((a, b) => b[1] - a[1]);
  const shown = ranked.slice(0, MEMBERS_MAX).map(([name, count]) => `${name} ${n(count)}`);
  return [...shown, ...(ranked.length > MEMBERS_MAX ? ["…"] : [])].join(", ");
}

const n = (count: number): string => count.toLocaleString("en");
