import type { IToken } from "chevrotain";
import { LCurly, RCurly } from "../../grammar/tokens.ts";
import type { Diagnostic, Source, Span } from "../diagnostic/diagnostic.ts";
import type { Token } from "./lex.ts";

/**
 * Puts the braces of one declaration right where they do not pair, going by the indentation that people write:
 * a line that begins no further in than the line of an open `{` means that its `}` was forgotten before it,
 * and a `}` further in or out than its `{` is one too many. `unclosed`: how many `{` there are more than `}`.
 */
export function pair(
  source: Source,
  tokens: readonly Token[],
  unclosed: number,
  diagnostics: Diagnostic[],
): Token[] {
  if (unclosed > 0) return insertMissing(source, tokens, unclosed, diagnostics);
  if (unclosed < 0) return dropExtra(source, tokens, -unclosed, diagnostics);
  return [...tokens];
}

/** How many `{` there are more than `}`. */
export function unpaired(tokens: readonly Token[]): number {
  let open = 0;
  // Tokens are many, and `for … of` is slow before it is compiled: here, in `nesting` and in `lex`.
  for (let i = 0; i < tokens.length; i++) {
    const type = tokens[i]!.tokenType;
    if (type === LCurly) open++;
    else if (type === RCurly) open--;
  }
  return open;
}

interface Open {
  readonly brace: Token;
  /** Where the line of the brace begins. */
  readonly indent: number;
}

function insertMissing(
  source: Source,
  tokens: readonly Token[],
  missing: number,
  diagnostics: Diagnostic[],
): Token[] {
  const paired: Token[] = [];
  const open: Open[] = [];
  let left = missing;
  let indent = 0;
  const close = (before: Token | null): void => {
    const last = paired[paired.length - 1];
    const { brace } = open.pop() as Open;
    left--;
    diagnostics.push(unclosedBlock(source, brace, before));
    if (last !== undefined) paired.push(inserted(last));
  };
  for (const token of tokens) {
    if (token.startsLine) {
      indent = token.indent;
      const closing = token.tokenType === RCurly;
      for (
        let top = open.at(-1);
        left > 0 && top !== undefined && open.length > 1;
        top = open.at(-1)
      ) {
        const outer = open.at(-2) as Open;
        // A `}` on the line of the outer brace closes that one; any other line no further in is outside already.
        const passed = closing
          ? indent < top.indent && indent <= outer.indent
          : indent <= top.indent && outer.brace !== top.brace && !sameLine(outer, top);
        if (!passed) break;
        close(token);
      }
    }
    paired.push(token);
    if (token.tokenType === LCurly) open.push({ brace: token, indent });
    else if (token.tokenType === RCurly) open.pop();
  }
  while (left > 0 && open.length > 0) close(null);
  return renumber(paired);
}

const sameLine = (outer: Open, top: Open): boolean =>
  outer.indent === top.indent && outer.brace.indent < top.brace.indent;

function inserted(after: Token): Token {
  const end = (after.endOffset ?? after.startOffset) + 1;
  return {
    ...after,
    image: "",
    startOffset: end,
    endOffset: end - 1,
    startsLine: false,
    tokenType: RCurly,
    tokenTypeIdx: RCurly.tokenTypeIdx ?? 0,
    payload: undefined,
  };
}

function dropExtra(
  source: Source,
  tokens: readonly Token[],
  extra: number,
  diagnostics: Diagnostic[],
): Token[] {
  const kept: Token[] = [];
  const open: Open[] = [];
  let left = extra;
  let indent = 0;
  for (const token of tokens) {
    if (token.startsLine) indent = token.indent;
    if (token.tokenType === RCurly && left > 0) {
      const top = open.at(-1);
      const strange =
        top === undefined ||
        (token.startsLine ? token.indent !== top.indent : top.brace.line !== token.line);
      if (strange) {
        left--;
        diagnostics.push(superfluous(source, token));
        continue;
      }
    }
    if (token.tokenType === LCurly) open.push({ brace: token, indent });
    else if (token.tokenType === RCurly) open.pop();
    kept.push(token);
  }
  return renumber(kept);
}

function renumber(tokens: readonly Token[]): Token[] {
  let nesting = 0;
  for (const token of tokens) {
    if (token.tokenType === RCurly) nesting = Math.max(0, nesting - 1);
    token.nesting = nesting;
    if (token.tokenType === LCurly) nesting++;
  }
  return [...tokens];
}

const at = (source: Source, token: IToken): Span => ({
  source: source.name,
  start: token.startOffset,
  end: (token.endOffset ?? token.startOffset) + 1,
});

function unclosedBlock(source: Source, brace: IToken, before: IToken | null): Diagnostic {
  return {
    code: "PDA0013",
    severity: "error",
    message: "the block that begins with this `{` is never closed",
    primary: { span: at(source, brace), text: "no `}` for this" },
    related:
      before === null ? [] : [{ span: at(source, before), text: "it should end before this" }],
    help: [
      {
        text: before === null ? "write the missing `}`" : "write the missing `}` before this line",
      },
    ],
  };
}

function superfluous(source: Source, brace: IToken): Diagnostic {
  return {
    code: "PDA0014",
    severity: "error",
    message: "this `}` closes nothing, or too early",
    primary: { span: at(source, brace), text: "one too many" },
    related: [],
    help: [{ text: "take it out, or write the `{` that it should close" }],
  };
}
