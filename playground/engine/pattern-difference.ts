import type { PatternDifference } from "./questions.ts";
import type { SessionRow } from "./session-index.ts";
import type { Watch } from "./watch.ts";

const SHOWN_MOST = 200;

/** Sessions in which a changed pattern says something else, by number and kind of results. */
export function differenceOf(before: Watch, after: Watch): PatternDifference {
  const names = new Set([...before.sessions.rows, ...after.sessions.rows].map(({ name }) => name));
  const changed = [...names].flatMap((name) => {
    const [old, now] = [before.sessions.find(name), after.sessions.find(name)];
    if (saidBy(old) === saidBy(now)) return [];
    const { key } = (now ?? old)!;
    return [{ name, key, before: old?.results ?? 0, after: now?.results ?? 0 }];
  });
  return {
    ...{ pattern: after.machine.automaton.pattern, sessions: names.size },
    ...{ changed: changed.slice(0, SHOWN_MOST), changedCount: changed.length },
  };
}

const saidBy = (row: SessionRow | undefined): string => row?.said.join("\n") ?? "";
