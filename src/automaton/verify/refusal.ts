/** Why a value is no automaton, and where: a JSON pointer (RFC 6901). */
export interface Refusal {
  readonly pointer: string;
  readonly reason: string;
}

export const refuse = (pointer: string, reason: string): Refusal => ({ pointer, reason });

export const step = (pointer: string, name: string | number): string =>
  `${pointer}/${String(name).replaceAll("~", "~0").replaceAll("/", "~1")}`;

/** The first refusal of a list's items. */
export function each<T>(
  items: readonly T[],
  pointer: string,
  check: (item: T, pointer: string, index: number) => Refusal | null,
): Refusal | null {
  for (const [index, item] of items.entries()) {
    const refusal = check(item, step(pointer, index), index);
    if (refusal !== null) return refusal;
  }
  return null;
}

/** A text of someone else's, short enough for a sentence. */
export function quoted(text: unknown): string {
  const json = JSON.stringify(text) ?? String(text);
  return json.length <= 60 ? json : `${json.slice(0, 57)}…`;
}
