import { describe, expect, test } from "vitest";
import { parse } from "../../src/syntax/parse.ts";
import { format } from "../../src/syntax/print.ts";
import { plain } from "./plain.ts";
import { texts } from "./texts.ts";

const formatted = (text: string): string => {
  const result = format({ name: "x.pda", text });
  expect(result.diagnostics).toEqual([]);
  return result.text ?? "";
};

describe.each(texts)("%s", (_, text) => {
  test("is formatted once for all, and means the same", () => {
    const once = formatted(text);
    expect(formatted(once)).toBe(once);
    expect(plain(once)).toEqual(plain(text));
  });

  test("keeps its comments", () => {
    const comments = (of: string) =>
      parse({ name: "x", text: of }).file.comments.map((comment) => comment.text);
    expect(comments(formatted(text))).toEqual(comments(text));
  });

  test("keeps them wherever they stand", () => {
    // A comment after every token of a passage, at the end of a line and on a line of its own.
    const words = text.replaceAll(/\/\/.*/g, "").split(/(?<=\s)(?=\S)/);
    for (let from = 0; from < Math.min(words.length, 17); from += 3) {
      const spoilt = words
        .map((word, i) =>
          i % 17 === from % 17 && !inText(words, i)
            ? `${word} // c${i}\n${i % 2 === 0 ? `// d${i}\n` : ""}`
            : word,
        )
        .join("");
      const once = formatted(spoilt);
      expect(formatted(once)).toBe(once);
      expect(plain(once)).toEqual(plain(text));
      const count = (of: string) => of.match(/\/\/ [cd]\d+/g)?.length;
      expect(count(once)).toBe(count(spoilt));
    }
  });

  test("is the same from one line or from many", () => {
    const bare = text.replaceAll(/\/\/.*/g, "");
    const broken = formatted(
      bare.replaceAll(/(?<=[\s{}])\s*(?=\S)/g, (blank) => (blank === "" ? "" : "\n")),
    );
    expect(formatted(broken)).toBe(broken);
    expect(plain(broken)).toEqual(plain(text));
  });
});

/** Whether a piece ends inside a text with blanks. */
function inText(words: readonly string[], i: number): boolean {
  const before = words.slice(0, i + 1).join("");
  const line = before.slice(before.lastIndexOf("\n", before.trimEnd().length) + 1);
  return (line.replaceAll(/\\./g, "").match(/"/g)?.length ?? 0) % 2 === 1;
}

test.each([
  ["((a))", "a"],
  ["(a + b) + c", "a + b + c"],
  ["a + (b + c)", "a + (b + c)"],
  ["(a * b) + c", "a * b + c"],
  ["(a + b) * c", "(a + b) * c"],
  ["not (a and b)", "not (a and b)"],
  ["(not a) and b", "not a and b"],
  ["(a = b) = c", "(a = b) = c"],
  ["(a or b) is known", "(a or b) is known"],
  ["(any q where a) and b", "(any q where a) and b"],
  ["b and (any q where a)", "b and any q where a"],
  ["b and (any q where a) and c", "b and (any q where a) and c"],
  ["(if a then b else c) + 1", "(if a then b else c) + 1"],
  ["1 + (if a then b else c)", "1 + if a then b else c"],
  ["(1 + (if a then b else c)) * 2", "(1 + if a then b else c) * 2"],
  ["-(if a then b else c) * 2", "-(if a then b else c) * 2"],
  ["if (if a then b else c) then (d or e) else (f)", "if if a then b else c then d or e else f"],
  ["(a or else b) or else c", "a or else b or else c"],
  ["a or else (b or else c)", "a or else (b or else c)"],
  ["a or else (-1)", "a or else -1"],
  ["-(a or else b)", "-a or else b"],
  ["(-a) or else b", "(-a) or else b"],
  ["-(-a)", "--a"],
  ["(a).b", "a.b"],
  ["f( a,b )", "f(a, b)"],
])("%s is written %s", (text, expected) => {
  const once = formatted(`param x: number = ${text}`);
  expect(once).toBe(`param x: number = ${expected}\n`);
  expect(plain(once)).toEqual(plain(`param x: number = ${text}`));
});

test("at most one empty line is kept, none at the edges of blocks", () => {
  expect(
    formatted('\n\nuse "a"\n\n\n\nuse "b"\nuse "c"\nevents e {\n\n  key k\n\n\n  time t\n\n}\n\n'),
  ).toBe('use "a"\n\nuse "b"\nuse "c"\nevents e {\n  key k\n\n  time t\n}\n');
});

test("a text with mistakes is not formatted", () => {
  expect(format({ name: "x.pda", text: "use 'a'" }).text).toBeNull();
});

test("nothing stays nothing", () => {
  expect(formatted("")).toBe("");
  expect(formatted("// alone")).toBe("// alone\n");
});
