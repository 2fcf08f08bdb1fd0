/** How often each key comes: all alike, by Zipf's law (the nth in proportion to n^-1.1), or each in turn. */
export type Law = "uniform" | "zipf" | "each";

const EXPONENT = 1.1;

/** Draws ranks from 0 to below `count`. */
export function ranks(law: Law, count: number, random: (bound: number) => number): () => number {
  if (law === "uniform") return () => random(count);
  if (law === "each") {
    let last = -1;
    return () => {
      last = (last + 1) % count;
      return last;
    };
  }
  const sums = new Float64Array(count);
  let sum = 0;
  for (let i = 0; i < count; i++) {
    sum += (i + 1) ** -EXPONENT;
    sums[i] = sum;
  }
  return () => {
    const wanted = (random(2 ** 31) / 2 ** 31) * sum;
    let low = 0;
    let high = count - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle]! > wanted) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
