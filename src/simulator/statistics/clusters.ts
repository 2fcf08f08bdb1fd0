/** Clusters that count alike: so many of them, each with these numbers. */
export interface Group {
  readonly clusters: number;
  readonly counts: Float64Array;
}

/** What each cluster counts: one column for each sum, all of the same length. */
export type Columns = readonly ArrayLike<number>[];

/**
 * Clusters by what they count. Most sessions count alike, and how often each kind is drawn is all that a resample
 * of clusters says; so it costs as much as there are kinds, not as there are sessions.
 */
export function groupsOf(columns: Columns): Group[] {
  const found = new Map<string, { clusters: number; readonly counts: Float64Array }>();
  const size = columns[0]!.length;
  for (let i = 0; i < size; i++) {
    let name = "";
    for (const column of columns) name += `${column[i]!} `;
    const group = found.get(name);
    if (group !== undefined) group.clusters++;
    else found.set(name, { clusters: 1, counts: Float64Array.from(columns, (of) => of[i]!) });
  }
  // Large ones first, so that those behind have small numbers to draw; equal ones as they were met.
  return [...found.values()].sort((x, y) => y.clusters - x.clusters);
}

export const clustersOf = (groups: readonly Group[]): number =>
  groups.reduce((sum, { clusters }) => sum + clusters, 0);

export function sumsOf(groups: readonly Group[]): Float64Array {
  const sums = new Float64Array(groups[0]?.counts.length ?? 0);
  for (const { clusters, counts } of groups)
    for (let c = 0; c < sums.length; c++) sums[c]! += clusters * counts[c]!;
  return sums;
}
