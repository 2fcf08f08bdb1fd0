import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { lex } from "../../src/syntax/lex.ts";
import { parse } from "../../src/syntax/parse.ts";
import type { Expression } from "../../src/syntax/tree.ts";
import { brief, diagnose, plain } from "./plain.ts";

const folder = new URL("samples/", import.meta.url);

test.each(readdirSync(folder))("samples/%s has no mistakes", (name) => {
  expect(brief(readFileSync(new URL(name, folder), "utf8"))).toEqual([]);
});

/** An expression with all its parentheses. */
function shape(expression: Expression): string {
  switch (expression.kind) {
    case "binary":
      return `(${shape(expression.left)} ${expression.operator} ${shape(expression.right)})`;
    case "unary":
      return `(${expression.operator} ${shape(expression.operand)})`;
    case "is":
      return `(${shape(expression.operand)} is ${typeof expression.test === "string" ? expression.test : expression.test.text})`;
    case "if":
      return `(if ${[expression.condition, expression.then, expression.otherwise].map(shape).join(" ")})`;
    case "any":
      return `(any ${expression.frame.text} ${expression.binding?.text ?? "_"} ${expression.where === null ? "_" : shape(expression.where)})`;
    case "member":
      return `${shape(expression.object)}.${expression.member.text}`;
    case "nearest":
      return `(nearest ${expression.frame.text})`;
    case "call":
      return `${expression.function.text}(${expression.arguments.map(shape).join(", ")})`;
    case "endedBy":
      return "(ended by)";
    case "name":
      return expression.name.text;
    case "number":
      return expression.digits;
    case "duration":
      return expression.text;
    default:
      return JSON.stringify(expression.value);
  }
}

function read(text: string): string {
  const { file, diagnostics } = parse({ name: "x.pda", text: `param x: number = ${text}` });
  expect(diagnostics).toEqual([]);
  const [declaration] = file.declarations;
  return declaration?.kind === "param" ? shape(declaration.value) : "";
}

test.each([
  ["a or b and c", "(a or (b and c))"],
  ["not a and b", "((not a) and b)"],
  ["not a = b", "(not (a = b))"],
  ["a - b - c", "((a - b) - c)"],
  ["a + b * c", "(a + (b * c))"],
  ["-a * b", "((- a) * b)"],
  ["a or else b + c", "((a or else b) + c)"],
  ["-a or else b", "(- (a or else b))"],
  ["a or else -1", "(a or else (- 1))"],
  ["a or else b or c", "((a or else b) or c)"],
  ["a.b is known and c", "((a.b is known) and c)"],
  ["a + 1 is missing", "((a + 1) is missing)"],
  ["top is filter", "(top is filter)"],
  ["if a then b else c + 1", "(if a b (c + 1))"],
  ["1 + if a then b else c or d", "(1 + (if a b (c or d)))"],
  ["any q k where k.a = b and c", "(any q k ((k.a = b) and c))"],
  ["(any q where a) and b", "((any q _ a) and b)"],
  ["any q or b", "((any q _ _) or b)"],
  ["nearest query.term = x", "((nearest query).term = x)"],
  ["nearest query", "(nearest query)"],
  ['ended by = "gap"', '((ended by) = "gap")'],
  ["max(a, b - 1)", "max(a, (b - 1))"],
  ["f()", "f()"],
  ["1h30m + 5ms", "(1h30m + 5ms)"],
  ["1e3", "1e3"],
  ["start + end * state", "(start + (end * state))"],
])("%s is read as %s", (text, expected) => expect(read(text)).toBe(expected));

describe("words of the language as names", () => {
  const names = [
    ..."call start return end state stack session key time type from on at depth group part push emit".split(
      " ",
    ),
    ..."__proto__ constructor toString hasOwnProperty Größe 名前 _x é".split(" "),
  ];
  test.each(names)("%s", (name) => {
    const text = `events e { key ${name}  time t  event x { ${name}: text }  event ${name === "end" ? "ended" : name} }
pattern p on e {
  expire after 1d
  stack ${name} { ${name}: text }
  emits ${name} { ${name}: text }
  remember ${name}: text?
  start ${name}
  state ${name} { on x if ${name} is known -> ${name} { ${name} = ${name}  emit ${name} { ${name} } push ${name} { ${name}: ${name} } } }
}
scenario "s" for p { at 1s x { ${name}: "a" } => ${name} { ${name}: "a" }  ends in ${name}, stack ${name} { ${name}: "a" } }
`;
    expect(brief(text)).toEqual([]);
  });
});

test("line breaks mean nothing", () => {
  const text = readFileSync(new URL("everything.pda", folder), "utf8");
  const images = lex({ name: "x.pda", text }).tokens.map((token) => token.image);
  expect(plain(images.join(" "))).toEqual(plain(text));
  expect(plain(images.join("\n"))).toEqual(plain(text));
});

test("byte-order mark, CRLF and lone CR are blanks", () => {
  const text = readFileSync(new URL("flagship.pda", folder), "utf8");
  const expected = plain(text);
  expect(plain(`\ufeff${text}`)).toEqual(expected);
  expect(plain(text.replaceAll("\n", "\r\n"))).toEqual(expected);
  expect(plain(text.replaceAll("\n", "\r"))).toEqual(expected);
});

test("texts keep every character", () => {
  expect(plain('use "a\\"\\\\\\n\\u00e9 🙂 שלום"')).toEqual([
    { kind: "use", path: { kind: "text", value: 'a"\\\n\u00e9 🙂 שלום' } },
  ]);
  expect(brief('use "\\ud800"')).toEqual(["PDA0007 \\ud800"]);
});

test("paths", () => {
  const path = (text: string) =>
    (plain(`events e { key k from ${text} }`) as { items: { from: { steps: string[] } }[] }[])[0]
      ?.items[0]?.from.steps;
  expect(path("a.b")).toEqual(["a", "b"]);
  expect(path("items.0.1.sku")).toEqual(["items", "0", "1", "sku"]);
  expect(path('"a name".if.then')).toEqual(["a name", "if", "then"]);
  expect(path("a.5m.x")).toEqual(["a", "5m", "x"]);
});

test("spans cover what was written", () => {
  const text = 'param x: number = (1 + 2) * max(3, "a")';
  const { file } = parse({ name: "x.pda", text });
  const spans: string[] = [];
  JSON.stringify(file.declarations, (key, value) => {
    if (key === "span") spans.push(text.slice(value.start, value.end));
    return value;
  });
  expect(spans).toContain("(1 + 2)");
  expect(spans).toContain('max(3, "a")');
  expect(spans).toContain('(1 + 2) * max(3, "a")');
});

describe("extremes end, with or without diagnostics", () => {
  const value = (text: string) => `param x: number = ${text}`;
  test.each<[string, string]>([
    ["parentheses", value(`${"(".repeat(10_000)}1${")".repeat(10_000)}`)],
    ["open parentheses", value("(".repeat(100_000))],
    ["not", value(`${"not ".repeat(10_000)}x`)],
    ["signs", value(`${"-".repeat(10_000)}1`)],
    ["if", value(`${"if a then b else ".repeat(10_000)}1`)],
    ["any", value(`${"any q where ".repeat(10_000)}1`)],
    ["sums", value(`1${"+1".repeat(20_000)}`)],
    ["members", value(`a${".b".repeat(20_000)}`)],
    ["groups", `pattern p on e {${"group g {".repeat(10_000)}${"}".repeat(10_000)}}`],
  ])("%s, too deep", (_, text) => expect(brief(text)[0]).toMatch(/^PDA0010/));

  test.each<[string, string]>([
    ["nothing", ""],
    ["NUL", "\0".repeat(10_000)],
    ["a long name", `use ${"x".repeat(1_000_000)}`],
    ["quotes", '"'.repeat(100_000)],
    ["braces", "}".repeat(100_000)],
    ["garbage", "@ ".repeat(100_000)],
    ["half characters", "\ud800 \udc00"],
    ["heads", "pattern\n".repeat(2_000)],
  ])("%s", (_, text) => expect(diagnose(text).length).toBeLessThanOrEqual(201));

  test("a megabyte of patterns", () => {
    const text = readFileSync(new URL("flagship.pda", folder), "utf8").repeat(500);
    expect(diagnose(text)).toEqual([]);
  });

  test("200 levels are read", () => {
    expect(brief(value(`${"(".repeat(199)}1${")".repeat(199)}`))).toEqual([]);
    expect(brief(value(`1${"+1".repeat(900)}`))).toEqual([]);
  });
});
