import { compareText } from "../../src/machine/values/text.ts";
import type { SessionRow } from "./session-index.ts";

export const OUTCOMES = ["all", "results", "none", "almost", "failed"] as const;
export type Outcome = (typeof OUTCOMES)[number];
export const ORDERS = ["began", "outcome", "length", "almost", "key"] as const;
export type SessionOrder = (typeof ORDERS)[number];

export interface SessionQuery {
  /** Part of a key or lane. */
  readonly text: string;
  readonly outcome: Outcome;
  /** One of its events has this name; none: whatever they are called. */
  readonly event?: string;
  readonly order: SessionOrder;
}

/** A line of the list, plain. */
export interface SessionLine {
  readonly name: string;
  readonly key: string;
  readonly lane: string;
  readonly start: number;
  readonly latest: number;
  readonly events: number;
  readonly steps: number;
  readonly failed: number;
  readonly results: number;
  readonly outputs: readonly (readonly [output: string, count: number])[];
  /** Transitions that were still to be taken where it came nearest to a result; null: it was never on a way to one. */
  readonly left: number | null;
  readonly nearest: string;
}

/** The rows that a question is about, in its order. */
export function asked(rows: readonly SessionRow[], query: SessionQuery): readonly SessionRow[] {
  const text = query.text.trim();
  const found = rows.filter(
    (row) =>
      fits(row, query.outcome) &&
      (query.event === undefined || row.names.has(query.event)) &&
      (text === "" || row.key.includes(text) || row.lane.some((one) => one.includes(text))),
  );
  // Sorting keeps equals in the order in which the log brought them.
  return found.sort(by[query.order]);
}

/** Without a result, but further than where every session begins. */
const isAlmost = ({ results, left, steps }: SessionRow): boolean =>
  results === 0 && Number.isFinite(left) && steps > 0;

function fits(row: SessionRow, outcome: Outcome): boolean {
  switch (outcome) {
    case "all":
      return true;
    case "results":
      return row.results > 0;
    case "none":
      return row.results === 0;
    case "almost":
      return isAlmost(row);
    case "failed":
      return row.failed > 0;
  }
}

const by: Readonly<Record<SessionOrder, (a: SessionRow, b: SessionRow) => number>> = {
  began: (a, b) => a.start - b.start,
  outcome: (a, b) => b.results - a.results || a.left - b.left,
  length: (a, b) => b.events - a.events,
  almost: (a, b) =>
    Number(b.results === 0) - Number(a.results === 0) || a.left - b.left || b.events - a.events,
  key: (a, b) => compareText(a.key, b.key),
};

export const lineOf = (row: SessionRow): SessionLine => ({
  ...{ name: row.name, key: row.key, lane: row.lane.join(", "), start: row.start },
  ...{ latest: row.latest, events: row.events, steps: row.steps, failed: row.failed },
  ...{ results: row.results, outputs: [...row.outputs], nearest: row.nearest },
  left: Number.isFinite(row.left) ? row.left : null,
});
