/**
 * JSON without blanks, the members of objects sorted by code unit of their names (as RFC 8785 sorts them):
 * one text for one value, whatever order it was built in.
 */
export const canonicalJson = (value: unknown): string => write(value, new Map());

/** `labels`: names of members as they are written; there are few, and they come again and again. */
function write(value: unknown, labels: Map<string, string>): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  let written = "";
  if (Array.isArray(value)) {
    for (const item of value) written += (written === "" ? "" : ",") + write(item, labels);
    return `[${written}]`;
  }
  const members = value as Readonly<Record<string, unknown>>;
  for (const name of sorted(Object.keys(members))) {
    let label = labels.get(name);
    if (label === undefined) {
      label = `${JSON.stringify(name)}:`;
      labels.set(name, label);
    }
    written += (written === "" ? "" : ",") + label + write(members[name], labels);
  }
  return `{${written}}`;
}

/** By code unit, in place. Objects have few members, and for few this takes less time and memory than `sort`. */
function sorted(names: string[]): readonly string[] {
  if (names.length > 12) return names.sort();
  for (let i = 1; i < names.length; i++) {
    const name = names[i]!;
    let at = i;
    for (; at > 0 && names[at - 1]! > name; at--) names[at] = names[at - 1]!;
    names[at] = name;
  }
  return names;
}
