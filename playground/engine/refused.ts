import type { Vocabulary } from "../../src/automaton/automaton.ts";
import { encodeDeadLetter } from "../../src/records/dead-letter.ts";
import { DeadSummary } from "../../src/records/dead-summary.ts";
import type { Dead } from "../../src/records/log-run.ts";

/** A record or step that could not be done, as a line of a list. */
export interface RefusedRow {
  /** `visits.ndjson#17`; null: a step that no record asked for. */
  readonly place: string | null;
  readonly reason: string;
  readonly detail: string;
  /** The record as it stood. */
  readonly text: string;
}

/** What could not be read or stepped: every one of them, and how many for which reason. */
export class Refused {
  readonly rows: RefusedRow[] = [];
  readonly summary: DeadSummary;
  firstRecord: string | null = null;

  constructor(vocabularies: readonly Vocabulary[]) {
    this.summary = new DeadSummary(vocabularies);
  }

  add(dead: Dead): void {
    this.summary.add(dead);
    if (dead.kind === "record") this.firstRecord ??= String(dead.letter.text);
    this.rows.push(rowOf(dead));
  }
}

function rowOf(dead: Dead): RefusedRow {
  if (dead.kind === "record") {
    const { source, position, reason, detail, text } = dead.letter;
    // Bytes that are no text are shown as a dead letter spells them.
    const shown = typeof text === "string" ? text : encodeDeadLetter(dead.letter);
    return { place: `${source}#${position}`, reason, detail, text: shown };
  }
  const { step, record } = dead;
  return {
    place: record === null ? null : record.id,
    ...{ reason: "step failed", detail: `${step.pattern}, key ${step.key}: ${step.reason}` },
    text: record === null ? "" : String(record.text()),
  };
}
