/** No two neighbours are more than a factor of 1.5 apart, so that the best of the grid is near the best of all. */
const STEPS = [1, 1.5, 2, 3, 4, 6, 8] as const;
/** Whole parts of what people say: minutes and hours are not decimal. */
const UNITS = [86_400_000, 3_600_000, 60_000, 1000, 1] as const;
const MAX_POINTS = 11;

/** Round durations up to the first that is not below `ms`, in milliseconds, falling. */
function* roundDown(ms: number): Generator<number> {
  const sizes = UNITS.flatMap((unit) =>
    [100, 10, 1].flatMap((tens) => [...STEPS].reverse().map((step) => step * tens * unit)),
  ).filter((size) => size === Math.floor(size));
  const falling = [...new Set(sizes)].sort((a, b) => b - a);
  let last = Number.POSITIVE_INFINITY;
  for (const size of falling) {
    if (size > ms || size * 1.2 > last) continue;
    last = size;
    yield size;
  }
}

/** The least round duration that is not below. */
export function roundUp(ms: number): number {
  if (ms <= 1) return 1;
  let least = Number.POSITIVE_INFINITY;
  for (const unit of UNITS)
    for (const tens of [1, 10, 100])
      for (const step of STEPS) {
        const size = step * tens * unit;
        if (size >= ms && size < least && size === Math.floor(size)) least = size;
      }
  return least === Number.POSITIVE_INFINITY ? ms : least;
}

/** Windows from one duration to another: both ends, and round ones between, dense towards the end. */
export function windowsOf(fromMs: number, toMs: number): number[] {
  const windows = [toMs];
  for (const size of roundDown(toMs)) {
    if (windows.length >= MAX_POINTS - 1 || size <= fromMs) break;
    if (size * 1.1 < windows[0]!) windows.unshift(size);
  }
  return fromMs < toMs ? [fromMs, ...windows] : windows;
}
