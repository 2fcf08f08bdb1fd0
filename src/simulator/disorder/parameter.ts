import { spellDuration, spellNumber } from "./wording.ts";

export type ParameterValue = number | string | boolean;

/** A parameter of a mechanism: its values, how they are written, and where its default comes from. */
export interface Parameter<T extends ParameterValue> {
  readonly default: T;
  /** What it is, in a few words. */
  readonly says: string;
  /** Where the default comes from. */
  readonly source: string;
  /** What can be written, in words that follow "write". */
  readonly form: string;
  /** The value of a text; null: the text is of another kind. */
  read(text: string): T | null;
  /** Why a value cannot be; null: it can. */
  refuse(value: T): string | null;
  spell(value: T): string;
}

interface About<T> {
  readonly default: T;
  readonly says: string;
  readonly source: string;
}

const CENTURY = 36_525 * 86_400_000;

/** Stands for "no limit". */
export const NONE = Number.POSITIVE_INFINITY;

export const count = (
  about: About<number> & { readonly min?: number; readonly max: number },
): Parameter<number> => ({
  ...about,
  form: "a whole number",
  read: (text) => (/^-?\d{1,9}$/.test(text) ? Number(text) : null),
  refuse: (value) => below(value, about.min ?? 1) ?? above(value, about.max),
  spell: String,
});

/** A count that may be `none`. */
export const limit = (about: About<number> & { readonly min?: number }): Parameter<number> => ({
  ...about,
  form: "a whole number, or none",
  read: (text) => (text === "none" ? NONE : /^-?\d{1,9}$/.test(text) ? Number(text) : null),
  refuse: (value) => below(value, about.min ?? 1),
  spell: (value) => (value === NONE ? "none" : String(value)),
});

/** Milliseconds. */
export const duration = (about: About<number> & { readonly above?: 0 }): Parameter<number> => ({
  ...about,
  form: "a duration with its unit, such as 5s, 250ms or 1h30m",
  read: readDuration,
  refuse: (value) => refuseDuration(value, about.above),
  spell: spellDuration,
});

/** A duration that may be `none`. */
export const span = (about: About<number> & { readonly above?: 0 }): Parameter<number> => ({
  ...about,
  form: "a duration with its unit, such as 72h, or none",
  read: (text) => (text === "none" ? NONE : readDuration(text)),
  refuse: (value) => refuseDuration(value, about.above),
  spell: (value) => (value === NONE ? "none" : spellDuration(value)),
});

/** A share from 0 to 1, written in per cent or as a fraction. */
export const share = (about: About<number>): Parameter<number> => ({
  ...about,
  form: "a share, such as 2% or 0.02",
  read: (text) => {
    const percent = text.endsWith("%");
    const number = readNumber(percent ? text.slice(0, -1) : text);
    return number === null ? null : percent ? divided(number, 100) : number;
  },
  refuse: (value) => (value < 0 || value > 1 ? "a share lies between 0% and 100%" : null),
  spell: (value) => `${spellNumber(value * 100)}%`,
});

export const number = (about: About<number> & { readonly above: number }): Parameter<number> => ({
  ...about,
  form: "a number",
  read: readNumber,
  refuse: (value) => (value > about.above ? null : `it must be greater than ${about.above}`),
  spell: spellNumber,
});

/** A standard deviation of logarithms. */
export const spread = (about: About<number>): Parameter<number> => ({
  ...about,
  form: "a number",
  read: readNumber,
  refuse: (value) => below(value, 0) ?? above(value, 10),
  spell: spellNumber,
});

const RATES = { s: 3600, m: 60, h: 1, d: 1 / 24 } as const;

/** How often, per hour. */
export const rate = (about: About<number>): Parameter<number> => ({
  ...about,
  form: "how often, such as 0.1/h (or /s, /m, /d)",
  read: (text) => {
    const match = /^(.+)\/([smhd])$/.exec(text);
    const times = match === null ? null : readNumber(match[1]!);
    return times === null ? null : times * RATES[match![2] as keyof typeof RATES];
  },
  refuse: (value) => below(value, 0) ?? above(value, 100_000),
  spell: (value) => `${spellNumber(value)}/h`,
});

/** Parts in a million, either way. */
export const ppm = (about: About<number>): Parameter<number> => ({
  ...about,
  form: "parts in a million, such as 20ppm",
  read: (text) => (text.endsWith("ppm") ? readNumber(text.slice(0, -3)) : null),
  refuse: (value) => below(value, 0) ?? above(value, 1e6),
  spell: (value) => `${spellNumber(value)}ppm`,
});

export const choice = <const T extends string>(
  words: readonly T[],
  about: About<NoInfer<T>>,
): Parameter<T> => ({
  ...about,
  form: `one of ${words.join(", ")}`,
  read: (text) => words.find((word) => word === text) ?? null,
  refuse: () => null,
  spell: (value) => value,
});

export const flag = (about: About<boolean>): Parameter<boolean> => ({
  ...about,
  form: "on or off",
  read: (text) => (text === "on" ? true : text === "off" ? false : null),
  refuse: () => null,
  spell: (value) => (value ? "on" : "off"),
});

function below(value: number, min: number): string | null {
  if (value >= min) return null;
  if (min === 0) return "it must not be negative";
  return min === 1 ? "there must be at least one" : `it must be at least ${min}`;
}

const above = (value: number, max: number): string | null =>
  value > max ? `it must be at most ${max}` : null;

function refuseDuration(value: number, above: 0 | undefined): string | null {
  if (value < 0) return "a duration must not be negative";
  if (value > CENTURY && value !== NONE) return "it must not be longer than a hundred years";
  return above === 0 && value === 0 ? "it must be longer than nothing" : null;
}

function readNumber(text: string): number | null {
  return /^-?(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) : null;
}

/** As written: 0.7 / 100 is not 0.007 in doubles, the text `0.007` is. */
const divided = (value: number, by: number): number => Number((value / by).toPrecision(15));

const UNITS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const;

/** `1h30m`, `2.5s`, `-5s`; a bare 0 needs no unit, any other number does. */
function readDuration(text: string): number | null {
  if (/^0+$/.test(text)) return 0;
  const match =
    /^(-?)(?=\d|\.)(?:([\d.]+)d)?(?:([\d.]+)h)?(?:([\d.]+)m(?!s))?(?:([\d.]+)s)?(?:([\d.]+)ms)?$/.exec(
      text,
    );
  if (match === null) return null;
  let sum = 0;
  for (const [i, size] of Object.values(UNITS).entries()) {
    const written = match[i + 2];
    if (written === undefined) continue;
    const value = readNumber(written);
    if (value === null) return null;
    sum += value * size;
  }
  return match[1] === "-" ? -sum : sum;
}
