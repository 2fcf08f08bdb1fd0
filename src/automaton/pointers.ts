/** The JSON pointer (RFC 6901) of every object and array in a JSON value; of a shared one, the first. */
export function pointersOf(value: object): Map<object, string> {
  const pointers = new Map<object, string>();
  // Side by side, the next one last; no pairs, because large patterns have tens of thousands of pieces.
  const pieces: object[] = [value];
  const written: string[] = [""];
  for (let piece = pieces.pop(); piece !== undefined; piece = pieces.pop()) {
    const pointer = written.pop()!;
    if (pointers.has(piece)) continue;
    pointers.set(piece, pointer);
    const names = Object.keys(piece);
    for (let i = names.length - 1; i >= 0; i--) {
      const name = names[i]!;
      const member = (piece as Readonly<Record<string, unknown>>)[name];
      if (typeof member !== "object" || member === null) continue;
      pieces.push(member);
      written.push(`${pointer}/${escaped(name)}`);
    }
  }
  return pointers;
}

const escaped = (name: string): string =>
  name.includes("~") || name.includes("/")
    ? name.replaceAll("~", "~0").replaceAll("/", "~1")
    : name;
