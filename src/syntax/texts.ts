/** A text between its quotes, with JSON's escapes; where one is wrong, where and how long it is. */
export function readEscapes(body: string): { value: string; wrong: readonly [number, number][] } {
  if (!/[\\\p{Cc}\p{Cs}]/u.test(body)) return { value: body, wrong: [] };
  let value = "";
  const wrong: [number, number][] = [];
  for (let i = 0; i < body.length; ) {
    const char = body[i] ?? "";
    if (char !== "\\") {
      if (char < " " && char !== "\t") wrong.push([i, 1]);
      value += char;
      i++;
      continue;
    }
    const next = body[i + 1] ?? "";
    const simple = escapes.get(next);
    if (simple !== undefined) {
      value += simple;
      i += 2;
    } else if (next === "u" && /^[0-9a-fA-F]{4}/.test(body.slice(i + 2))) {
      value += String.fromCharCode(Number.parseInt(body.slice(i + 2, i + 6), 16));
      i += 6;
    } else {
      wrong.push([i, 2]);
      value += next;
      i += 2;
    }
  }
  if (wrong.length === 0 && /\p{Cs}/u.test(value)) wrong.push([0, body.length]);
  return { value, wrong };
}

const escapes = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);
