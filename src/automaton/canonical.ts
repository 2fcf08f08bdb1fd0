/**
 * JSON without blanks, the members of objects sorted by code unit of their names (as RFC 8785 sorts them):
 * one text for one value, whatever order it was built in.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  let written = "";
  if (Array.isArray(value)) {
    for (const item of value) written += `${written === "" ? "" : ","}${canonicalJson(item)}`;
    return `[${written}]`;
  }
  const members = value as Readonly<Record<string, unknown>>;
  // Without a comparison, `sort` goes by code units.
  for (const name of Object.keys(members).sort())
    written += `${written === "" ? "" : ","}${JSON.stringify(name)}:${canonicalJson(members[name])}`;
  return `{${written}}`;
}
