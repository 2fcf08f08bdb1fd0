/**
 * Offsets of every time zone from 1970 to 2100, packed into texts.
 *
 * A history is the offset of 1970 and then, per change, the seconds since the change before (since 1970 for the
 * first) and the new offset. Most histories end in the same few yearly rhythms, so the instants of a rhythm are
 * written once and a history ends in a reference to it, with the two offsets that take turns.
 */

const FIRST = 0;
const LAST = Date.UTC(2101, 0, 1) / 1000;
const DAY = 86_400;
/** A rhythm is shared from this many changes on. */
const RHYTHM_MIN = 20;

interface Change {
  readonly at: number;
  readonly offset: number;
}
interface History {
  readonly first: number;
  readonly changes: readonly Change[];
}

/** The zones and links of a tzdata.zi, or plain lines of names; those that the engine knows. */
export function zoneNames(text: string): string[] {
  const names = text.split("\n").flatMap((line) => {
    const words = line.trim().split(" ");
    if (words[0] === "Z") return [words[1]!];
    if (words[0] === "L") return [words[2]!];
    return words.length === 1 && /^[A-Z]/.test(line) ? [line.trim()] : [];
  });
  const known = [...names, ...Intl.supportedValuesOf("timeZone"), "UTC"].filter((name) => {
    try {
      new Intl.DateTimeFormat("en-US", { timeZone: name });
      return true;
    } catch {
      return false;
    }
  });
  return [...new Set(known)].sort((a, b) => (a < b ? -1 : 1));
}

/** Seconds east of UTC as the engine has them. */
function offsets(name: string): (at: number) => number {
  const format = new Intl.DateTimeFormat("en-US-u-hc-h23", {
    timeZone: name,
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  return (at) => {
    const parts = format
      .format(at * 1000)
      .match(/[0-9]+/g)!
      .map(Number) as number[];
    const [month, day, year, hour, minute, second] = parts as [
      number,
      number,
      number,
      number,
      number,
      number,
    ];
    return Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - at;
  };
}

function historyOf(name: string): History {
  const offsetAt = offsets(name);
  const first = offsetAt(FIRST);
  const changes: Change[] = [];
  let offset = first;
  for (let at = FIRST; at < LAST; ) {
    // Short changes are of the past; of the future there are rules.
    const next = at + (at < Date.UTC(2030, 0, 1) / 1000 ? DAY : 5 * DAY);
    let left = at;
    let right = next;
    if (offsetAt(next) !== offset) {
      while (right - left > 1) {
        const middle = Math.floor((left + right) / 2);
        if (offsetAt(middle) === offset) left = middle;
        else right = middle;
      }
      offset = offsetAt(right);
      changes.push({ at: right, offset });
      at = right;
    } else {
      at = next;
    }
  }
  return { first, changes };
}

export function zoneTable(names: readonly string[]): string {
  const byHistory = new Map<string, { names: string[]; history: History }>();
  const byCanonical = new Map<string, History>();
  for (const name of names) {
    const canonical = new Intl.DateTimeFormat("en-US", { timeZone: name }).resolvedOptions()
      .timeZone;
    const history = byCanonical.get(canonical) ?? historyOf(canonical);
    byCanonical.set(canonical, history);
    const key = JSON.stringify(history);
    const entry = byHistory.get(key) ?? { names: [], history };
    entry.names.push(name);
    byHistory.set(key, entry);
  }
  const rhythms: string[] = [];
  const zones = [...byHistory.values()].map(
    ({ names: same, history }) => `${same.join(" ")}|${packed(history, rhythms)}`,
  );
  return `/**
 * Offsets of all time zones and their links from 1970 to 2100 by tzdata ${process.versions.tz}; values/zone.ts reads them.
 * Written by scripts/generate-tables.ts.
 */
// biome-ignore format: a table
export const RHYTHMS: readonly string[] = [
${rhythms.map((rhythm) => `  ${JSON.stringify(rhythm)},`).join("\n")}
];

// biome-ignore format: a table
export const ZONES: readonly string[] = [
${zones.map((zone) => `  ${JSON.stringify(zone)},`).join("\n")}
];
`;
}

/** `first change change … [>rhythm change change]`: a change is `seconds:offset`, numbers in base 36. */
function packed({ first, changes }: History, rhythms: string[]): string {
  const split = rhythmStart(changes);
  const words = [first.toString(36)];
  let before = 0;
  for (const { at, offset } of changes.slice(0, split)) {
    words.push(`${(at - before).toString(36)}:${offset.toString(36)}`);
    before = at;
  }
  if (split < changes.length) {
    const rhythm = instants(changes.slice(split).map(({ at }) => at));
    if (!rhythms.includes(rhythm)) rhythms.push(rhythm);
    const [even, odd] = [changes[split]!, changes[split + 1]!];
    words.push(
      `>${rhythms.indexOf(rhythm)}:${even.offset.toString(36)}:${odd.offset.toString(36)}`,
    );
  }
  return words.join(" ");
}

/** From where on two offsets take turns up to the end, begun in a year that many zones share. */
function rhythmStart(changes: readonly Change[]): number {
  let start = changes.length - 1;
  while (start > 1 && changes[start - 2]!.offset === changes[start]!.offset) start--;
  start = Math.max(start - 1, 0);
  const shared = Date.UTC(2008, 0, 1) / 1000;
  while (start < changes.length && changes[start]!.at < shared) start++;
  return changes.length - start >= RHYTHM_MIN ? start : changes.length;
}

function instants(list: readonly number[]): string {
  return list.map((at, i) => (at - (i === 0 ? 0 : list[i - 1]!)).toString(36)).join(" ");
}
