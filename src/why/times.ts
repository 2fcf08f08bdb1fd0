/** How far from its neighbour something is put in where there is room: a minute, in milliseconds. */
const CLOSE = 60_000;

/** A time for people: in whole seconds, if there is one after the other. */
function whole(after: number, time: number): number {
  const seconds = Math.floor(time / 1000) * 1000;
  return seconds > after ? seconds : Math.floor(time);
}

/**
 * Times at which something may be put in between two others, so that of the instants at which something
 * ends none, or else all, lie before it. `after` is -Infinity at the beginning, `before` null at the end.
 */
export function timesBetween(
  after: number,
  before: number | null,
  limits: readonly number[],
): readonly number[] {
  if (before === null) {
    if (after === Number.NEGATIVE_INFINITY) return [0];
    const first = limits.find((instant) => instant > after);
    const room = first === undefined ? 2 * CLOSE : first - after;
    return [whole(after, after + Math.min(CLOSE, room / 2))];
  }
  if (after === Number.NEGATIVE_INFINITY) return [before - CLOSE];
  const between = limits.filter((instant) => instant > after && instant < before);
  const near = whole(after, after + (Math.min(between[0] ?? before, before) - after) / 2);
  const latest = between.at(-1);
  return latest === undefined ? [near] : [near, before - Math.floor((before - latest) / 2)];
}
