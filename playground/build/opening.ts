import type { Plugin } from "vite";
import { LanguageService } from "../../src/service/service.ts";
import type { SemanticToken } from "../../src/service/tokens.ts";
import { cutter } from "../editor/cut.ts";
import { Answers } from "../engine/answers.ts";
import { compiling } from "../engine/compiling.ts";
import { PATTERN_NAME } from "../names.ts";
import type { Coloured, Recorded } from "../opening/recorded.ts";
import { entries, example } from "./gallery.ts";
import { highlightTable } from "./highlight-table.ts";

/** The example that a first visit sees without asking for one. */
export const OPENING = "search-attribution";

/** Asks what the page asks first, of the code that the page's thread runs. */
export async function record(id = OPENING): Promise<Recorded> {
  const { pattern, logName, log } = example(id);
  const answers = new Answers(() => {});
  const said = saidOf(pattern);
  const source = { name: PATTERN_NAME, text: pattern };
  const { automata } = compiling(source);
  const compiled = await answers.compile(source);
  const name = compiled.pictures[0]?.pattern ?? "";
  const summary = await answers.run({ name: logName, bytes: new Blob([log]) }, {});
  const count = answers.sessions(name, { text: "", outcome: "all", order: "began" });
  const lines = answers.sessionLines(0, count);
  const watching = answers.watch(name, lines[0]?.name ?? "");
  if (summary === null || watching === null) throw new Error(`${id} has nothing to look at`);
  const moments = Array.from({ length: watching.rows.length + 1 }, (_, i) => answers.moment(i));
  return {
    ...{ pattern, logName, log, said, coloured: coloured(pattern, said.tokens) },
    ...{ automata, compiled, summary, lines, watching, moments },
  };
}

function saidOf(text: string): Recorded["said"] {
  const service = new LanguageService({ load: () => null });
  service.open({ name: PATTERN_NAME, text });
  return {
    examine: service.examine(PATTERN_NAME),
    tokens: service.tokens(PATTERN_NAME),
    hints: service.hints(PATTERN_NAME),
    folds: service.folds(PATTERN_NAME),
  };
}

/** The editor's, by the names of the page's colours. */
const colours: Readonly<Record<string, string>> = {
  ...{ declaration: "keyword bold", control: "keyword", operator: "keyword", function: "keyword" },
  ...{ type: "type", event: "type", constant: "literal", numeric: "literal", text: "string" },
  ...{ remark: "comment", wrong: "error", state: "name", group: "name", part: "name" },
};

/** As the editor colours it: by the grammar's tokens, and names by what they are. */
function coloured(text: string, tokens: readonly SemanticToken[]): Coloured[] {
  const named = new Map(tokens.map((token) => [token.start, token]));
  const cut = cutter(highlightTable());
  const pieces: [text: string, colour: string][] = [];
  let start = 0;
  for (const line of text.split(/(?<=\n)/)) {
    for (let at = 0; at < line.length; ) {
      const { length, kind } = cut(line, at);
      const token = named.get(start + at);
      const isNamed = kind === "name" && token !== undefined;
      const colour = [
        ...[isNamed ? colours[token.kind] : kind === null ? undefined : colours[kind]],
        ...[isNamed && token.definition ? "bold" : undefined],
      ]
        .filter((one) => one !== undefined)
        .join(" ");
      const last = pieces.at(-1);
      if (last?.[1] === colour) last[0] += line.slice(at, at + length);
      else pieces.push([line.slice(at, at + length), colour]);
      at += length;
    }
    start += line.length;
  }
  return pieces;
}

const NAME = "virtual:opening";

/** As a module. Before the first step there is no time of day, which JSON cannot say. */
export const spelled = (recorded: Recorded): string =>
  `export const recorded = ${JSON.stringify(recorded, (_, value) =>
    Number.isNaN(value) ? NOT_A_NUMBER : value,
  ).replaceAll(`"${NOT_A_NUMBER}"`, "NaN")};`;

const NOT_A_NUMBER = "not a number, as text";

/**
 * `import { first, openings } from "virtual:opening"`: the examples that are recorded, each a piece of its own, fetched
 * by who begins with it.
 */
export const openingPlugin = (ids: readonly string[] = entries().map(({ id }) => id)): Plugin => ({
  name: "opening",
  resolveId: (source) => (source.startsWith(NAME) ? `\0${source}` : null),
  load: async (id) => {
    if (id === `\0${NAME}`) {
      const loads = ids.map((one) => `"${one}": () => import("${NAME}/recorded-${one}")`);
      return `export const first = "${OPENING}";\nexport const openings = {${loads.join(",")}};`;
    }
    const one = id.startsWith(`\0${NAME}/recorded-`) ? id.slice(NAME.length + 11) : null;
    return one === null ? null : spelled(await record(one));
  },
});
