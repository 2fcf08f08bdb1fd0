import { expect, test } from "vitest";
import type { Diagnostic, Source } from "../../src/diagnostic/diagnostic.ts";
import { renderGithub } from "../../src/diagnostic/render/github.ts";
import { renderJson } from "../../src/diagnostic/render/json.ts";
import { renderPretty } from "../../src/diagnostic/render/pretty.ts";
import { renderSarif } from "../../src/diagnostic/render/sarif.ts";
import { renderShort } from "../../src/diagnostic/render/short.ts";
import { summaryLine } from "../../src/diagnostic/render/summary.ts";
import { edit, label, problem } from "./marked.ts";

const shop: Source = {
  name: "shop.pda",
  text: `events shop {
  event search { term: text }
}

pattern p on shop {
  state a {
\ton serach -> searched { push query }
    on search if term == "日本🙂" and x -> b
  }
  state b {
    on search
    on view
    on cart
    on other
  }
}
`,
};
const other: Source = { name: "other.pda", text: "events shop {\r\n}\r\n" };

const pretty = (...diagnostics: Diagnostic[]): string =>
  renderPretty(diagnostics, [shop, other], { colour: false, width: 80 });

/** Without the closing summary. */
const one = (diagnostic: Diagnostic): string =>
  pretty(diagnostic).split("\n").slice(0, -3).join("\n");

const lines = (...texts: string[]): string => texts.join("\n");

test("related labels hang from their underlines, the primary one is drawn with ^", () => {
  const diagnostic = problem(
    "there is no event `serach` in `shop`",
    label(shop, "serach", "no such event"),
    {
      related: [
        label(shop, "shop", "its events are declared here"),
        label(shop, "searched", "second"),
        label(shop, "push", "last"),
      ],
    },
  );
  expect(one(diagnostic)).toBe(
    lines(
      "error[PDA0123]: there is no event `serach` in `shop`",
      " --> shop.pda:7:5",
      "  |",
      "1 | events shop {",
      "  |        ---- its events are declared here",
      "...",
      "7 |     on serach -> searched { push query }",
      "  |        ^^^^^^    --------   ---- last",
      "  |        |         |",
      "  |        |         second",
      "  |        no such event",
    ),
  );
});

test("a label over several lines is a bracket, its middle left out where it is long", () => {
  const start = shop.text.indexOf("state b");
  const end = shop.text.indexOf("}\n}\n", start) + 1;
  const whole = shop.text.indexOf("{\n  state a");
  const diagnostic = problem(
    "nothing leads into `b`",
    { span: { source: shop.name, start, end }, text: "this state" },
    {
      related: [{ span: { source: shop.name, start: whole, end: shop.text.length }, text: "all" }],
    },
  );
  expect(one(diagnostic)).toBe(
    lines(
      "error[PDA0123]: nothing leads into `b`",
      "  --> shop.pda:10:3",
      "   |",
      " 5 |     pattern p on shop {",
      "   |  _____________________-",
      " 6 | |     state a {",
      "...  |",
      "10 | | /   state b {",
      "11 | | |     on search",
      "...  | |",
      "15 | | |   }",
      "   | | |___^ this state",
      "16 | |   }",
      "   | |___- all",
    ),
  );
});

test("wide characters take two cells, marks stay under them", () => {
  const diagnostic = problem("wide", label(shop, "and", "here"), {
    related: [label(shop, '"日本🙂"', "a text")],
  });
  expect(one(diagnostic)).toBe(
    lines(
      "error[PDA0123]: wide",
      " --> shop.pda:8:32",
      "  |",
      '8 |     on search if term == "日本🙂" and x -> b',
      "  |                          -------- ^^^ here",
      "  |                          |",
      "  |                          a text",
    ),
  );
});

test("labels in another file get a window of their own", () => {
  const diagnostic = problem("`shop` is declared twice", label(shop, "shop", "again"), {
    related: [label(other, "shop", "first here")],
  });
  expect(one(diagnostic)).toBe(
    lines(
      "error[PDA0123]: `shop` is declared twice",
      " --> shop.pda:1:8",
      "  |",
      "1 | events shop {",
      "  |        ^^^^ again",
      "  |",
      " ::: other.pda:1:8",
      "  |",
      "1 | events shop {",
      "  |        ---- first here",
    ),
  );
});

test("edits are shown as what they do", () => {
  const diagnostic = problem("`==` is written `=`", label(shop, "=="), {
    help: [
      { text: "a plain sentence\nof two lines" },
      { text: "write `=`", edits: [edit(shop, "==", "=")] },
      {
        text: "insert a word",
        edits: [
          {
            span: { ...label(shop, "searched").span, end: label(shop, "searched").span.start },
            replacement: "un",
          },
        ],
      },
      {
        text: "add a line",
        edits: [
          { span: { source: shop.name, start: 14, end: 14 }, replacement: "  key visitor\n" },
        ],
      },
    ],
  });
  expect(one(diagnostic)).toBe(
    lines(
      "error[PDA0123]: `==` is written `=`",
      " --> shop.pda:8:23",
      "  |",
      '8 |     on search if term == "日本🙂" and x -> b',
      "  |                       ^^",
      "  |",
      "  = help: a plain sentence",
      "          of two lines",
      "help: write `=`",
      "  |",
      '8 -     on search if term == "日本🙂" and x -> b',
      '8 +     on search if term = "日本🙂" and x -> b',
      "help: insert a word",
      "  |",
      "7 |     on serach -> unsearched { push query }",
      "  |                  ++",
      "help: add a line",
      "  |",
      "2 +   key visitor",
    ),
  );
});

test("the end of a file, an empty file, an unknown file and CRLF can be pointed at", () => {
  const at = (source: string, offset: number) => ({
    span: { source, start: offset, end: offset },
    text: "here",
  });
  expect(one(problem("end", at("shop.pda", shop.text.length)))).toBe(
    lines("error[PDA0123]: end", "  --> shop.pda:17:1", "   |", "17 |", "   | ^ here"),
  );
  expect(one(problem("crlf", label(other, "}", "x")))).toBe(
    lines("error[PDA0123]: crlf", " --> other.pda:2:1", "  |", "2 | }", "  | ^ x"),
  );
  expect(one(problem("lost", at("nowhere.pda", 3)))).toBe(
    lines("error[PDA0123]: lost", " --> nowhere.pda"),
  );
  const empty = renderPretty([problem("empty", at("e", 0))], [{ name: "e", text: "" }], {
    colour: false,
  });
  expect(empty).toContain(" --> e:1:1\n");
});

test("a file cannot steer the terminal", () => {
  const evil: Source = { name: "evil\u001b[2J", text: "on \u001b[31mred\u202e\u0000 x" };
  const diagnostic = problem("about `\u001b[2J`", label(evil, "x", "\u0007"));
  const shown = renderPretty([diagnostic], [evil], { colour: false });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  expect(shown).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  expect(shown).toContain("on �[31mred�� x\n  |               ^");
});

test("a very long line is cut around what is marked", () => {
  const long: Source = { name: "l", text: `${"a ".repeat(500_000)}here${" b".repeat(500_000)}` };
  const shown = renderPretty(
    [
      problem("far", label(long, "here", "it"), {
        help: [{ text: "x", edits: [edit(long, "here", "there")] }],
      }),
    ],
    [long],
    { colour: false, width: 60 },
  );
  for (const line of shown.split("\n")) expect(line.length).toBeLessThan(80);
  expect(shown).toMatch(/…a a .* here b/);
});

test("colour changes nothing but colour", () => {
  const diagnostic = problem("there is no event", label(shop, "serach", "none"), {
    related: [label(shop, "shop", "here")],
    help: [{ text: "nearest", edits: [edit(shop, "serach", "search")] }],
  });
  const coloured = renderPretty([diagnostic], [shop], { colour: true, width: 80 });
  expect(coloured).toContain("\u001b[1;31merror[PDA0123]\u001b[0m");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colour is made of them
  expect(coloured.replace(/\u001b\[[0-9;]*m/g, "")).toBe(pretty(diagnostic));
});

test("the summary counts by severity and file", () => {
  const error = problem("e", label(shop, "shop"));
  const warning = problem("w", label(shop, "shop"), { severity: "warning" });
  const elsewhere = problem("w", label(other, "shop"), { severity: "warning" });
  expect(summaryLine([])).toBe(null);
  expect(summaryLine([error])).toBe("1 error in shop.pda");
  expect(summaryLine([error, error, warning])).toBe("2 errors, 1 warning in shop.pda");
  expect(summaryLine([warning, elsewhere])).toBe("2 warnings in 2 files");
});

test("short: one line each", () => {
  expect(renderShort([problem("no such thing", label(shop, "serach"))], [shop])).toBe(
    "shop.pda:7:5: error[PDA0123]: no such thing\n",
  );
});

test("json: versioned, with offsets and positions", () => {
  const value = JSON.parse(
    renderJson(
      [
        problem("m", label(shop, "serach", "t"), {
          help: [{ text: "h", edits: [edit(shop, "==", "=")] }],
        }),
      ],
      [shop],
    ),
  );
  expect(value).toMatchObject({
    format: "pushdown-diagnostics/1",
    errors: 1,
    warnings: 0,
    diagnostics: [
      {
        code: "PDA0123",
        severity: "error",
        message: "m",
        primary: {
          source: "shop.pda",
          start: { offset: 83, line: 7, column: 5 },
          end: { line: 7, column: 11 },
          text: "t",
        },
        help: [{ text: "h", edits: [{ replacement: "=", start: { line: 8 } }] }],
      },
    ],
  });
});

test("github: commands with their own escapes", () => {
  const odd: Source = { name: "a,b:c.pda", text: "x\ny" };
  const span = { source: odd.name, start: 0, end: 3 };
  expect(renderGithub([problem("50 % is\nhalf", { span, text: "" })], [odd])).toBe(
    "::error file=a%2Cb%3Ac.pda,line=1,endLine=2,col=1,title=PDA0123::50 %25 is%0Ahalf\n",
  );
});

test("sarif: rules, places and fixes", () => {
  const log = JSON.parse(
    renderSarif(
      [
        problem("m", label(shop, "serach"), {
          related: [label(shop, "shop", "declared")],
          help: [{ text: "write", edits: [edit(shop, "serach", "search")] }],
        }),
      ],
      [shop],
      "1.2.3",
    ),
  );
  expect(log.version).toBe("2.1.0");
  expect(log.runs[0].tool.driver).toMatchObject({ name: "pda", version: "1.2.3" });
  expect(log.runs[0].results[0]).toMatchObject({
    ruleId: "PDA0123",
    ruleIndex: 0,
    level: "error",
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: "shop.pda" },
          region: { startLine: 7, startColumn: 5, endLine: 7, endColumn: 11 },
        },
      },
    ],
    relatedLocations: [{ id: 0, message: { text: "declared" } }],
    fixes: [{ artifactChanges: [{ replacements: [{ insertedContent: { text: "search" } }] }] }],
  });
});
