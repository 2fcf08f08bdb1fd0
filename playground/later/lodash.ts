/**
 * What Chevrotain asks of lodash, in the language's own words: a tenth of the bytes. Only these; the build fails
 * where another is asked for. `test/playground/shell/lodash.test.ts` holds them to lodash.
 */
type Key = string | number;
type Each = (value: unknown, key: Key, all: unknown) => unknown;
type By = Each | string;

const isObjectLike = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

const entriesOf = (all: unknown): [Key, unknown][] =>
  Array.isArray(all) || typeof all === "string"
    ? Array.from(all, (value, at): [Key, unknown] => [at, value])
    : isObjectLike(all)
      ? Object.entries(all)
      : [];

const eachOf = (by: By = identity): Each =>
  typeof by === "function" ? by : (value) => (isObjectLike(value) ? value[by] : undefined);

export const identity = <T>(value: T): T => value;
export const noop = (): void => {};
export const isArray = Array.isArray;
export const isUndefined = (value: unknown): boolean => value === undefined;
export const isString = (value: unknown): boolean => typeof value === "string";
export const isFunction = (value: unknown): boolean => typeof value === "function";
export const isRegExp = (value: unknown): boolean => value instanceof RegExp;
export const isObject = (value: unknown): boolean =>
  isObjectLike(value) || typeof value === "function";
export const isEmpty = (value: unknown): boolean =>
  value instanceof Map || value instanceof Set ? value.size === 0 : entriesOf(value).length === 0;

export const has = (value: unknown, key: Key): boolean =>
  value !== null && value !== undefined && Object.hasOwn(Object(value), key);
export const keys = (value: unknown): string[] => entriesOf(value).map(([key]) => String(key));
export const values = (value: unknown): unknown[] => entriesOf(value).map(([, one]) => one);
export const assign = Object.assign;
export const clone = (value: unknown): unknown =>
  Array.isArray(value)
    ? [...value]
    : isObjectLike(value)
      ? Object.assign(Object.create(Object.getPrototypeOf(value)), value)
      : value;

export function defaults(target: Record<string, unknown>, ...sources: unknown[]): unknown {
  for (const [key, value] of sources.flatMap(entriesOf))
    if (target[key] === undefined) target[key] = value;
  return target;
}

export function pickBy(value: unknown, by: By): Record<string, unknown> {
  const each = eachOf(by);
  return Object.fromEntries(entriesOf(value).filter(([key, one]) => each(one, key, value)));
}

export function forEach(all: unknown, each: Each): unknown {
  for (const [key, value] of entriesOf(all)) if (each(value, key, all) === false) break;
  return all;
}

export const map = (all: unknown, by?: By): unknown[] =>
  entriesOf(all).map(([key, value]) => eachOf(by)(value, key, all));
export const flatMap = (all: unknown, by?: By): unknown[] => map(all, by).flat();
export const filter = (all: unknown, by?: By): unknown[] =>
  entriesOf(all).flatMap(([key, value]) => (eachOf(by)(value, key, all) ? [value] : []));
export const reject = (all: unknown, by?: By): unknown[] =>
  entriesOf(all).flatMap(([key, value]) => (eachOf(by)(value, key, all) ? [] : [value]));
export const find = (all: unknown, by?: By): unknown =>
  entriesOf(all).find(([key, value]) => eachOf(by)(value, key, all))?.[1];
export const every = (all: unknown, by?: By): boolean =>
  entriesOf(all).every(([key, value]) => eachOf(by)(value, key, all));
export const some = (all: unknown, by?: By): boolean =>
  entriesOf(all).some(([key, value]) => eachOf(by)(value, key, all));
export const includes = (all: unknown, wanted: unknown): boolean =>
  typeof all === "string" ? all.includes(String(wanted)) : values(all).includes(wanted);

export function reduce(
  all: unknown,
  step: (so: unknown, value: unknown, key: Key, all: unknown) => unknown,
  ...initial: unknown[]
): unknown {
  const entries = entriesOf(all);
  let so = initial.length > 0 ? initial[0] : entries.shift()?.[1];
  for (const [key, value] of entries) so = step(so, value, key, all);
  return so;
}

export function groupBy(all: unknown, by?: By): Record<string, unknown[]> {
  const groups: Record<string, unknown[]> = {};
  for (const value of values(all)) {
    // Of all these it alone tells no more than the value.
    const group = String(Reflect.apply(eachOf(by), null, [value]));
    groups[group] ??= [];
    groups[group].push(value);
  }
  return groups;
}

type List<T> = readonly T[] | null | undefined;

export const first = <T>(list: List<T>): T | undefined => list?.[0];
export const last = <T>(list: List<T>): T | undefined => list?.at(-1);
export const drop = <T>(list: List<T>, count = 1): T[] => list?.slice(count) ?? [];
export const dropRight = <T>(list: List<T>, count = 1): T[] =>
  list?.slice(0, Math.max(0, list.length - count)) ?? [];
export const flatten = (list: List<unknown>): unknown[] => list?.flat() ?? [];
export const compact = <T>(list: List<T>): T[] => list?.filter(Boolean) ?? [];
export const uniq = <T>(list: List<T>): T[] => [...new Set(list ?? [])];
export const difference = <T>(list: List<T>, without: readonly T[]): T[] =>
  list?.filter((one) => !without.includes(one)) ?? [];
export const indexOf = <T>(list: List<T>, wanted: T): number => list?.indexOf(wanted) ?? -1;
export const upperFirst = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
