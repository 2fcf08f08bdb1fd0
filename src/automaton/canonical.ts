/**
 * JSON without blanks, the members of objects sorted by code unit of their names (as RFC 8785 sorts them):
 * one text for one value, whatever order it was built in. Members have names that the format gives them: numbers,
 * which engines put first, are not among them.
 */
export const canonicalJson = (value: unknown): string => JSON.stringify(sorted(value, []));

/** Names of an object's members as they come, and sorted. */
interface Shape {
  readonly names: readonly string[];
  readonly sorted: readonly string[];
}

/**
 * A copy whose members are in order. `shapes`: those that were seen, by number of members; there are few, and an
 * automaton has tens of thousands of objects, which is why lists are walked by number here.
 */
function sorted(value: unknown, shapes: Shape[][]): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (let i = 0; i < value.length; i++) items.push(sorted(value[i], shapes));
    return items;
  }
  const members = value as Readonly<Record<string, unknown>>;
  const copy: Record<string, unknown> = {};
  const names = shapeOf(Object.keys(members), shapes).sorted;
  for (let i = 0; i < names.length; i++) {
    const name = names[i]!;
    copy[name] = sorted(members[name], shapes);
  }
  return copy;
}

function shapeOf(names: readonly string[], shapes: Shape[][]): Shape {
  shapes[names.length] ??= [];
  const alike = shapes[names.length]!;
  for (let i = 0; i < alike.length; i++) if (same(alike[i]!.names, names)) return alike[i]!;
  const shape = { names, sorted: [...names].sort() };
  alike.push(shape);
  return shape;
}

function same(names: readonly string[], others: readonly string[]): boolean {
  for (let i = 0; i < names.length; i++) if (names[i] !== others[i]) return false;
  return true;
}
