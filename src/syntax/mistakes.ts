import type { IToken } from "chevrotain";
import type { Mistake } from "../../grammar/parser.ts";
import type { Diagnostic, Source } from "../diagnostic/diagnostic.ts";

/** What the parser stumbled over, in words. */
export function describe(source: Source, mistake: Mistake): Diagnostic {
  const { found, previous } = mistake;
  const ended = !Number.isFinite(found.startOffset);
  const start = ended
    ? previous === null
      ? 0
      : previous.startOffset + previous.image.length
    : found.startOffset;
  const wanted = [...new Set(mistake.expected.map((type) => type.LABEL ?? type.name))];
  return {
    code: "PDA0020",
    severity: "error",
    message: `expected ${wanted.join(", ")} but found ${ended ? "the end of the file" : `\`${found.image}\``}`,
    primary: {
      span: { source: source.name, start, end: ended ? start : start + found.image.length },
      text: "",
    },
    related: [],
    help: [],
  };
}

export function describeRest(source: Source, rest: IToken): Diagnostic {
  return {
    code: "PDA0021",
    severity: "error",
    message: `\`${rest.image}\` stands after the end of a declaration`,
    primary: {
      span: {
        source: source.name,
        start: rest.startOffset,
        end: rest.startOffset + rest.image.length,
      },
      text: "",
    },
    related: [],
    help: [],
  };
}
