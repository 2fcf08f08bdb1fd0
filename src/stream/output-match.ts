/**
 * Matches the outputs of two runs over the same log by their identity: pattern, key, trigger, output and
 * occurrence, which is what an id says (rule 27). The version, which differs whenever the patterns do, is left out.
 */

export type Difference =
  | { readonly kind: "gained"; readonly now: OutputLine }
  | { readonly kind: "lost"; readonly before: OutputLine }
  /** Anything but its causes differs. */
  | {
      readonly kind: "changed";
      readonly before: OutputLine;
      readonly now: OutputLine;
      /** Which members: `session`, `data.term`. */
      readonly members: readonly string[];
    };

/** An output as its line (rule 27), and what is asked of it here. */
export interface OutputLine {
  readonly line: string;
  readonly pattern: string;
  readonly output: string;
}

/** Of one kind of output. `causes`: those that are the same but for their causes. */
export interface MatchCounts {
  same: number;
  causes: number;
  gained: number;
  lost: number;
  changed: number;
  /** How often each member changed. */
  readonly members: Map<string, number>;
}

/** Too many outputs wait for their counterpart. */
export class TooManyUnmatched extends Error {}

type Side = "before" | "now";

interface Waiting {
  readonly side: Side;
  readonly lines: string[];
}

export class OutputMatch {
  /** By pattern and output, `attribution of search_attribution`. */
  readonly counts = new Map<string, MatchCounts>();
  readonly #waiting = new Map<string, Waiting>();
  readonly #waitingMax: number;
  readonly #differs: (difference: Difference) => void;

  /** Differences that are certain are told at once, the others by `end`: memory grows with those. */
  constructor(waitingMax: number, differs: (difference: Difference) => void) {
    this.#waitingMax = waitingMax;
    this.#differs = differs;
  }

  before(line: string): void {
    this.#see("before", line);
  }

  now(line: string): void {
    this.#see("now", line);
  }

  /** What still waits has no counterpart. */
  end(): void {
    for (const { side, lines } of this.#waiting.values())
      for (const text of lines) {
        const line = outputLine(text);
        this.#count(line, side === "now" ? "gained" : "lost");
        this.#differs(
          side === "now" ? { kind: "gained", now: line } : { kind: "lost", before: line },
        );
      }
    this.#waiting.clear();
  }

  #see(side: Side, line: string): void {
    const id = idOf(line);
    const waiting = this.#waiting.get(id);
    if (waiting === undefined || waiting.side === side) {
      if (waiting === undefined) this.#waiting.set(id, { side, lines: [line] });
      // An event's id that came twice gives equal ids: they match in their order.
      else waiting.lines.push(line);
      if (this.#waiting.size > this.#waitingMax) throw new TooManyUnmatched();
      return;
    }
    const other = waiting.lines.shift()!;
    if (waiting.lines.length === 0) this.#waiting.delete(id);
    if (side === "now") this.#compare(other, line);
    else this.#compare(line, other);
  }

  #compare(before: string, now: string): void {
    const line = outputLine(now);
    if (withoutVersion(before) === withoutVersion(now)) this.#count(line, "same");
    else if (withoutCauses(before) === withoutCauses(now)) this.#count(line, "causes");
    else {
      const members = changedMembers(before, now);
      const counts = this.#count(line, "changed");
      for (const member of members) counts.set(member, (counts.get(member) ?? 0) + 1);
      this.#differs({ kind: "changed", before: outputLine(before), now: line, members });
    }
  }

  #count(
    { pattern, output }: OutputLine,
    what: Exclude<keyof MatchCounts, "members">,
  ): Map<string, number> {
    const name = `${output} of ${pattern}`;
    let counts = this.counts.get(name);
    if (counts === undefined) {
      counts = { same: 0, causes: 0, gained: 0, lost: 0, changed: 0, members: new Map() };
      this.counts.set(name, counts);
    }
    counts[what]++;
    return counts.members;
  }
}

/** Ids are percent-encoded and names are names: no quotes stand in them. */
const HEAD = /^\{"id":"([^"]*)","pattern":"([^"]*)","version":"[^"]*","output":"([^"]*)"/;
/** Members of `causes` are texts; a quote or bracket may stand in one, but not a bare one. */
const CAUSES = /,"causes":\[(?:"(?:[^"\\]|\\.)*",?)*\]/;

function idOf(line: string): string {
  return line.slice(7, line.indexOf('"', 7));
}

/** Causes aside, which are told apart. */
function changedMembers(before: string, now: string): readonly string[] {
  const [was, is] = [flattened(before), flattened(now)];
  const members = [...new Set([...was.keys(), ...is.keys()])].filter(
    (name) => was.get(name) !== is.get(name),
  );
  // Digits that a double does not hold.
  return members.length === 0 ? ["data"] : members;
}

function flattened(line: string): Map<string, string> {
  const { data, version, causes, ...head } = JSON.parse(line) as Record<string, object>;
  const members = Object.entries(data ?? {}).map(([name, value]) => [`data.${name}`, value]);
  return new Map(
    [...Object.entries(head), ...members].map(([name, value]) => [
      String(name),
      JSON.stringify(value),
    ]),
  );
}

function outputLine(line: string): OutputLine {
  const [, , pattern = "", output = ""] = HEAD.exec(line) ?? [];
  return { line, pattern, output };
}

const withoutVersion = (line: string): string => {
  const start = line.indexOf('"version":"');
  return line.slice(0, start) + line.slice(line.indexOf('"', start + 11));
};

const withoutCauses = (line: string): string => withoutVersion(line).replace(CAUSES, "");
