import { assembleTwin } from "./assemble.ts";
import type { Machine } from "./machine.ts";
import { Constants } from "./twin/code.ts";
import { keepText } from "./twin/keep.ts";
import { lanesText } from "./twin/lanes.ts";
import { type Ids, type Layout, layoutOf } from "./twin/layout.ts";
import { createRuntime, type TwinHost, type TwinTable } from "./twin/runtime.ts";
import { sessionText } from "./twin/session.ts";
import { singleText } from "./twin/single.ts";
import { stepFunctions } from "./twin/steps.ts";
import { storeText } from "./twin/store.ts";
import { tallyText } from "./twin/tally.ts";

/**
 * The fast twin of step.ts and visitor.ts: an automaton as JavaScript. The text is the body of a function of
 * the runtime library and gives a function from a host to a table of open sessions. Whatever a pattern spells
 * stands in it as JSON in one list; code refers to names and texts by number only.
 */
export function compileMachine(
  machine: Machine,
  ids: Ids = "text",
  tallied = false,
  passing = false,
): string {
  const layout = layoutOf(machine, ids, tallied, passing);
  // Where no step can fail nothing has to be undone; that is known when all steps are written.
  const first = written(layout, true);
  return (first.fails ? first : written(layout, false)).text;
}

function written(
  layout: Layout,
  careful: boolean,
): { readonly text: string; readonly fails: boolean } {
  const constants = new Constants();
  const steps = stepFunctions(layout, constants, careful);
  const body = [
    layout.tallied ? tallyText(layout) : "",
    storeText(layout, constants, careful),
    sessionText(layout, constants, careful),
    steps.text,
    layout.lanes ? lanesText(layout, constants, careful) : singleText(layout, constants, careful),
    keepText(layout, constants, careful),
  ];
  const { automaton, codes, undeclared } = layout;
  const ignored = Array.from({ length: undeclared + 1 }, () => 0);
  for (const name of automaton.ignore.events) ignored[codes.get(name) ?? undeclared] = 1;
  ignored[undeclared] = automaton.ignore.undeclared ? 1 : 0;
  const events = constants.of([...codes.keys()]);
  const text = [
    '"use strict";',
    `const { ${Object.keys(createRuntime()).join(", ")} } = rt;`,
    constants.declaration(),
    "return function table(host) {",
    "const counts = host.counts, tell = host.line, dead = host.dead;",
    layout.ids === "text"
      ? "const refOf = (event) => event.id, idOf = idText, insideOf = insideText;"
      : "const { refOf, idOf, insideOf } = numbered(host.ids);",
    "const guarding = new Causes(), causes = new Causes();",
    `const IGNORED = Uint8Array.from(${JSON.stringify(ignored)});`,
    ...(layout.passing
      ? ["const { rows, codeOf } = host.passing;"]
      : [
          "const rows = new Map();",
          `const CODES = new Map(${events}.map((name, code) => [name, code]));`,
          `function codeOf({ name }) { return name === null ? ${undeclared} : CODES.get(name); }`,
        ]),
    ...body,
    "return { feed, advance, nextDue, sessionOf, keyOf, rows: () => rows.values(), size: () => rows.size,",
    "  save: saveKey, restore: restoreKey, forget: forgetKey,",
    "  rowOf: (key) => { const row = rows.get(key); return row === undefined ? -1 : row; } };",
    "};",
  ].join("\n");
  return { text, fails: steps.fails };
}

/** The twin, ready to make tables. Where no code may be made of text, it is put together of closures instead. */
export function loadTwin(
  machine: Machine,
  ids: Ids = "text",
  tallied = false,
  passing = false,
): (host: TwinHost) => TwinTable {
  try {
    // The text holds nothing of the pattern but JSON in one list.
    const make = new Function("rt", compileMachine(machine, ids, tallied, passing));
    return make(createRuntime()) as (host: TwinHost) => TwinTable;
  } catch (error) {
    if (error instanceof EvalError) return assembleTwin(machine, ids, tallied);
    throw error;
  }
}
