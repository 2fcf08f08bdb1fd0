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
 * The value with its members in order, itself where they are already. `shapes`: those that were seen, by number of members; there are few, and an
 * automaton has tens of thousands of objects, which is why lists are walked by number here.
 */
function sorted(value: unknown, shapes: Shape[][]): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    let items: unknown[] = value;
    for (let i = 0; i < value.length; i++) {
      const item = sorted(value[i], shapes);
      if (item === value[i]) continue;
      if (items === value) items = [...value];
      items[i] = item;
    }
    return items;
  }
  const members = value as Readonly<Record<string, unknown>>;
  const { names, sorted: ordered } = shapeOf(Object.keys(members), shapes);
  if (names === ordered && allPlain(members, names)) return value;
  const copy: Record<string, unknown> = {};
  for (let i = 0; i < ordered.length; i++) {
    const name = ordered[i]!;
    copy[name] = sorted(members[name], shapes);
  }
  return copy;
}

function shapeOf(names: readonly string[], shapes: Shape[][]): Shape {
  shapes[names.length] ??= [];
  const alike = shapes[names.length]!;
  for (let i = 0; i < alike.length; i++) if (same(alike[i]!.names, names)) return alike[i]!;
  const ordered = [...names].sort();
  const shape = { names, sorted: same(ordered, names) ? names : ordered };
  alike.push(shape);
  return shape;
}

/** Whether no member can need an order of its own: types are most of an automaton's objects. */
function allPlain(members: Readonly<Record<string, unknown>>, names: readonly string[]): boolean {
  for (let i = 0; i < names.length; i++) if (typeof members[names[i]!] === "object") return false;
  return true;
}

function same(names: readonly string[], others: readonly string[]): boolean {
  for (let i = 0; i < names.length; i++) if (names[i] !== others[i]) return false;
  return true;
}
