const SIZES = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
  ["s", 1000],
  ["ms", 1],
] as const;

/** As pipelines are written: `1h30m`, `5s`, `2.5ms`; reads back to the same number. */
export function spellDuration(ms: number): string {
  if (ms === 0) return "0s";
  let rest = Math.abs(ms);
  let text = ms < 0 ? "-" : "";
  for (const [unit, size] of SIZES) {
    const count = size === 1 ? rest : Math.floor(rest / size);
    if (count > 0) text += `${spellNumber(count)}${unit}`;
    rest -= count * size;
  }
  return text;
}

/** Without an exponent, to twelve significant digits. */
export function spellNumber(value: number): string {
  const digits = Number(value.toPrecision(12));
  const text = String(digits);
  if (!text.includes("e")) return text;
  return digits.toFixed(20).replace(/\.?0+$/, "");
}

/** For people, to two or three digits: `380 ms`, `4.1 s`, `12 min`, `3.2 h`, `2.5 days`. */
export function sayDuration(ms: number): string {
  const size = Math.abs(ms);
  if (size < 999.5) return `${rounded(ms)} ms`;
  if (size < 99_950) return `${rounded(ms / 1000)} s`;
  if (size < 5_997_000) return `${rounded(ms / 60_000)} min`;
  if (size < 172_740_000) return `${rounded(ms / 3_600_000)} h`;
  return `${rounded(ms / 86_400_000)} days`;
}

/** One decimal below ten, none above. */
const rounded = (value: number): string => {
  const one = value.toFixed(1);
  return Math.abs(Number(one)) < 10 ? one.replace(/\.0$/, "") : value.toFixed(0);
};
