import type { Span } from "../diagnostic/diagnostic.ts";

/**
 * A part of a tree as it stands in another text, in which it reads the same but in another place, or under other
 * names: every span is put where it is now, every name at one of the places given is the one given there.
 */
export function moved<T>(
  part: T,
  place: (offset: number) => number,
  names: ReadonlyMap<number, string> = new Map(),
): T {
  const walk = (value: unknown): unknown => {
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map(walk);
    if (isSpan(value))
      return { source: value.source, start: place(value.start), end: place(value.end) };
    const { span } = value as { readonly span?: unknown };
    const name = isSpan(span) ? names.get(span.start) : undefined;
    // Written out: lists of members would cost three times as much, and this goes through whole texts.
    const copy: Record<string, unknown> = {};
    for (const member in value) {
      const inner = value[member as keyof typeof value] as unknown;
      copy[member] = member === "text" && name !== undefined ? name : walk(inner);
    }
    return copy;
  };
  return walk(part) as T;
}

const isSpan = (value: unknown): value is Span =>
  typeof value === "object" &&
  value !== null &&
  "source" in value &&
  typeof value.source === "string" &&
  "start" in value &&
  "end" in value;
