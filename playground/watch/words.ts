/** Counts with commas, whatever the reader's language: as `pda` writes them. */
export const n = (count: number): string => String(count).replace(/\B(?=(\d{3})+(?!\d))/g, ",");

export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${n(count)} ${count === 1 ? one : many}`;

const iso = (instant: number): string => new Date(instant).toISOString();

/** The instant as seen from another: only the time of day, where both are of one day. */
export const clockFrom = (from: number, instant: number): string =>
  clock(instant, !isOneDay(from, instant));

/** `10:00:04`, with milliseconds where there are any; the day where it is asked for. */
export function clock(instant: number, day = false): string {
  if (!Number.isFinite(instant)) return "";
  const [date, time] = iso(instant).replace("Z", "").split("T") as [string, string];
  const short = time.replace(/\.000$/, "");
  return day ? `${date} ${short}` : short;
}

/** Names in their order, each once with how often it came. */
export function together(names: readonly string[]): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts];
}

export const isOneDay = (a: number, b: number): boolean =>
  Number.isFinite(a) && Number.isFinite(b) && iso(a).slice(0, 10) === iso(b).slice(0, 10);
