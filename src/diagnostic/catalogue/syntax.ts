import type { CatalogueEntry } from "../catalogue.ts";
import type { Code } from "../diagnostic.ts";

const right = `events shop {
  key visitor
  time ts

  event search { term: text }
  event view { product: text, price: number? }
}

pattern seen on shop {
  session gap 30m
  emits found { term: text, product: text }
  remember last: text?

  start browsing

  state browsing {
    on search if term != "" -> searched { last = term }
  }
  state searched {
    on view if last is known -> browsing { emit found { term: last, product } }
  }
}

scenario "a search is found" for seen {
  at 0s search { term: "forex" }
  at 4s view { product: "p1" } => found { term: "forex" }
  ends in browsing
}
`;

/** An entry whose wrong file is the right one with one passage spoilt; `instead` changes the right one first. */
function entry(
  code: Code,
  title: string,
  explanation: string,
  [good, bad]: readonly [string, string],
  instead: readonly [string, string] = ["", ""],
): CatalogueEntry {
  const file = right.replace(instead[0], () => instead[1]);
  return {
    code,
    severity: "error",
    title,
    explanation,
    wrong: file.replace(good, () => bad),
    right: file,
  };
}

const guard = "if last is known";

export const syntaxCatalogue: readonly CatalogueEntry[] = [
  entry(
    "PDA0001",
    "meaningless character",
    "This character is no part of the language. It often comes with text copied from a chat, a mail or another language. Take it out, or put it into a text in double quotes if it belongs to a value.",
    ["key visitor", "key @visitor"],
  ),
  entry(
    "PDA0002",
    "operator of another language",
    "The language has one spelling for each operator: `=` compares, `!=` is unequal, `<=` and `>=` bound, `and`, `or`, `not` are words, a register takes a value by `=`, and functions stand before their values. Reading goes on as if the right one had been written.",
    ['term != ""', 'term <> ""'],
  ),
  entry(
    "PDA0003",
    "text without a closing quote",
    "A text begins and ends with a double quote in one and the same line. Nothing else of this line is judged until the quote is there.",
    ['"forex" }\n  at 4s', '"forex }\n  at 4s'],
  ),
  entry(
    "PDA0004",
    "other quotes",
    'A text stands in straight double quotes, "like this". Single quotes and the typographic ones of word processors are not read.',
    ['{ term: "forex" }\n  at 4s', "{ term: 'forex' }\n  at 4s"],
  ),
  entry(
    "PDA0005",
    "unknown unit of time",
    "A duration is written in whole numbers with the units ms, s, m, h, d and w, and without blanks: 30m, 1h30m, 90d. Months and years have no fixed length: write days.",
    ["session gap 30m", "session gap 30min"],
  ),
  entry(
    "PDA0006",
    "duration out of all bounds",
    "A duration is at most a hundred years, 36500d, because times beyond that are mistakes.",
    ["session gap 30m", "session gap 40000d"],
  ),
  entry(
    "PDA0007",
    "wrong escape in a text",
    'After a backslash a text may have one of " \\ / b f n r t, or u with four hexadecimal digits, as in JSON. Control characters and halves of characters cannot stand in a text.',
    ['term != ""', 'term != "\\q"'],
  ),
  entry(
    "PDA0008",
    "comment of another language",
    "A comment begins with // and ends with its line. There is no other form.",
    ["  start browsing", "  # first we look around\n  start browsing"],
  ),
  entry(
    "PDA0009",
    "something that is not needed",
    "Statements and actions stand one after the other; nothing ends with a semicolon, actions are not separated by commas, `:` stands before types and values only, and a state is named without a word before it.",
    ["session gap 30m", "session gap 30m;"],
  ),
  entry(
    "PDA0010",
    "nested too deeply",
    "More than 200 brackets, `not`, `if` or signs stand inside each other, or more than 1000 operators in a row. Nobody can read that; keep parts in registers, make fields or states of the cases, or use `matches`.",
    [guard, `if ${"(".repeat(201)}last is known${")".repeat(201)}`],
  ),
  entry(
    "PDA0011",
    "missing arrow",
    "The state that a rule leads to stands after an arrow: on search -> searched.",
    ["-> searched", "searched"],
  ),
  entry(
    "PDA0012",
    "missing opening brace",
    "The actions of a rule, the rules of a state and the fields of an event stand between `{` and `}`. The opening one is missing here.",
    ["{ last = term }", "last = term"],
  ),
  entry(
    "PDA0013",
    "block that is never closed",
    "Each `{` needs its `}`. Where it was forgotten is judged by the indentation: a line that stands no further in than the line of the `{` lies outside of its block.",
    ["{ last = term }\n  }", "{ last = term }"],
  ),
  entry(
    "PDA0014",
    "superfluous closing brace",
    "This `}` closes nothing that is open, or closes a block too early.",
    ["{ last = term }\n  }", "{ last = term }\n    }\n  }"],
  ),
  entry(
    "PDA0015",
    "missing name",
    "Events, fields, states, patterns and outputs have names: letters of any script, digits and `_`, the first one no digit, and no quotes.",
    ["state browsing {", "state {"],
  ),
  entry(
    "PDA0016",
    "word of the language as a name",
    "Most words of the language may also be names, but not those that stand inside values: if, then, else, and, or, not, is, true, false. A field of the log that is called so gets another name and is read by `from`.",
    ["price: number?", "if: number?"],
  ),
  entry(
    "PDA0017",
    "reserved word",
    "This word means something in a later version of the language (`table`, `funnel`, `recent`, `personal`, `pseudonym`). It is not understood yet.",
    ["  start browsing", "  funnel search, cart\n  start browsing"],
  ),
  entry(
    "PDA0018",
    "the other arrow",
    "`->` leads from a rule to a state; `=>` leads from a scenario's line to what is expected.",
    ["-> searched", "=> searched"],
  ),
  entry(
    "PDA0019",
    "chained comparison",
    "A comparison is true or false and cannot be compared again. Write 1 < x and x < 5.",
    ["1 < length(term) and length(term) < 50", "1 < length(term) < 50"],
    ['term != ""', "1 < length(term) and length(term) < 50"],
  ),
  entry(
    "PDA0020",
    "something else is expected",
    "What stands here cannot stand here. The help shows how this part of the language is written.",
    ["session gap 30m", "session gap 30m 12h"],
  ),
  entry(
    "PDA0021",
    "in the wrong place",
    "Each word has its place: declarations stand outside of all braces, states in a pattern, rules in a state, actions in the braces of a rule.",
    ["  start browsing", "  event click { product: text }\n  start browsing"],
  ),
  entry(
    "PDA0022",
    "misspelled word",
    "This is nearly a word of the language that fits here. Reading goes on as if it had been written.",
    ["session gap", "sesion gap"],
  ),
  entry(
    "PDA0023",
    "missing value",
    "An operator, `if`, `=` or `:` is followed by a value: a field, a register, a parameter, a literal or a function.",
    ['term != ""', "term !="],
  ),
  entry(
    "PDA0024",
    "a state after the end",
    "`on end` is the last thing of a session. It may emit, but leads to no state: nothing comes after it.",
    ['on end { emit found { term: "none", product: "none" } }', "on end -> browsing"],
    [
      "  start browsing\n",
      '  on end { emit found { term: "none", product: "none" } }\n\n  start browsing\n',
    ],
  ),
  entry(
    "PDA0025",
    "`:` and `=` mixed up",
    "Fields are given by `:` — emit found { term: last } — and registers by `=` — last = term.",
    ["{ last = term }", "{ last: term }"],
  ),
  entry(
    "PDA0026",
    "field without type or value",
    "A field is declared with its type, term: text, and in a scenario given with its value.",
    ["{ term: text }", "{ term }"],
  ),
  entry(
    "PDA0027",
    "name with a dash",
    'A `-` is a minus. A field of the log whose name has one is read in quotes: visitor from "visitor-id".',
    ['key visitor from "visitor-id"', "key visitor from visitor-id"],
    ["key visitor", 'key visitor from "visitor-id"'],
  ),
  entry(
    "PDA0028",
    "`not` after `is`",
    "The contrary of `is known` is `is missing`. Any other test is turned round by a `not` before it: not top is query.",
    ["last is known", "last is not missing"],
  ),
  entry(
    "PDA0029",
    "missing word",
    "A word of this clause is missing, or a part that says what nobody could guess: how long to wait, what becomes of late events. Where it can be told what was meant, reading goes on as if it stood there.",
    ["session gap 30m", "session 30m"],
  ),
  entry(
    "PDA0030",
    "parenthesis that is never closed",
    "Each `(` needs its `)` before the rule goes on.",
    ["length(term)", "length(term"],
    ['term != ""', "length(term) > 3"],
  ),
  entry(
    "PDA0031",
    "value that is not written out",
    "A scenario gives the values of its events as they stand in a log: texts, numbers, durations, true, false or missing. Times are durations after the beginning: at 4s.",
    ['{ product: "p1" }', "{ product: p1 }"],
  ),
  entry(
    "PDA0032",
    "parentheses around fields",
    "The fields of a frame or an output stand between `{` and `}`. Parentheses belong to functions.",
    ["{ term: last, product }", "(term: last, product)"],
  ),
  {
    code: "PDA0033",
    severity: "error",
    title: "too many mistakes",
    explanation:
      "After 200 mistakes nothing more of a file is looked at. Most often the file is something else: a log, a binary file, a pattern of another language.",
    wrong: `${"@ ".repeat(201)}\n${right}`,
    right,
  },
];
