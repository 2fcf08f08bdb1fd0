/** The JSON pointer (RFC 6901) of every object and array in a JSON value; of a shared one, the first. */
export function pointersOf(value: object): Map<object, string> {
  const pointers = new Map<object, string>();
  const pending: [object, string][] = [[value, ""]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [piece, pointer] = next;
    if (pointers.has(piece)) continue;
    pointers.set(piece, pointer);
    const members = Object.entries(piece).reverse();
    for (const [name, member] of members) {
      if (typeof member !== "object" || member === null) continue;
      const step = name.replaceAll("~", "~0").replaceAll("/", "~1");
      pending.push([member, `${pointer}/${step}`]);
    }
  }
  return pointers;
}
