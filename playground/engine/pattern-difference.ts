import { membersOfText } from "../../src/records/members.ts";
import type { PatternDifference } from "./questions.ts";
import type { Ran } from "./run.ts";

const SHOWN_MOST = 200;
/** What differs between two versions of a pattern that say the same. */
const OF_THE_VERSION: ReadonlySet<string> = new Set(["version"]);

/** Sessions in which a changed pattern says something else. */
export function differenceOf(before: Ran, after: Ran, pattern: string): PatternDifference {
  const [old, now] = [saidBy(before, pattern), saidBy(after, pattern)];
  const names = new Set([...old.keys(), ...now.keys()]);
  const changed = [...names].flatMap((name) => {
    const [a = NOTHING, b = NOTHING] = [old.get(name), now.get(name)];
    if (a.lines.join("\n") === b.lines.join("\n")) return [];
    const { key } = b === NOTHING ? a : b;
    return [{ name, key, before: a.lines.length, after: b.lines.length }];
  });
  return {
    ...{ pattern, changed: changed.slice(0, SHOWN_MOST), changedCount: changed.length },
    sessions: Math.max(old.size, now.size),
  };
}

interface Said {
  readonly key: string;
  readonly lines: readonly string[];
}

const NOTHING: Said = { key: "", lines: [] };

/** By session, what a run said. */
function saidBy({ lines, patterns }: Ran, pattern: string): ReadonlyMap<string, Said> {
  const watch = patterns.find(({ machine }) => machine.automaton.pattern === pattern);
  const said = new Map<string, { key: string; lines: string[] }>();
  for (const { name, key } of watch?.sessions.rows ?? []) said.set(name, { key, lines: [] });
  for (const line of lines) {
    const members = membersOfText(line).filter(([name]) => !OF_THE_VERSION.has(name));
    const session = members.find(([name]) => name === "session")?.[1] ?? "null";
    const row = watch?.sessions.named(JSON.parse(session) as string);
    if (row === undefined) continue;
    said.get(row.name)!.lines.push(members.map(([name, json]) => `${name}:${json}`).join(","));
  }
  return said;
}
