import type { IToken } from "chevrotain";
import { Text } from "../../../grammar/tokens.ts";
import { readEscapes } from "../texts.ts";
import type { Mending } from "./mending.ts";

export function text(token: IToken, mending: Mending): void {
  const body = token.image.slice(1, -1);
  const { value, wrong } = readEscapes(body);
  for (const [at, length] of wrong) {
    const start = token.startOffset + 1 + at;
    const shown = JSON.stringify(body.slice(at, at + length))
      .slice(1, -1)
      .replace("\\\\", "\\");
    mending.report(
      "PDA0007",
      mending.span(start, start + length),
      `\`${shown}\` cannot stand in a text`,
      "no such escape",
      'write `\\\\` for a backslash, `\\"` for a quote, `\\n` for a line break, `\\u00e9` for a character by its number',
    );
  }
  mending.as(token, Text, token.image, value);
}

/** 'single' and “typographic” quotes. */
export function foreignText(token: IToken, mending: Mending): void {
  const inner = token.image.slice(1, -1).replaceAll("\\'", "'");
  const good = `"${inner.replaceAll(/(?<!\\)"/g, '\\"')}"`;
  const message = "a text stands in double quotes";
  mending.report("PDA0004", token, message, "other quotes", `write ${good}`, good);
  mending.as(token, Text, good, readEscapes(good.slice(1, -1)).value);
}

export function unclosedText(token: IToken, mending: Mending): void {
  const body = token.image.slice(1).trimEnd();
  mending.report(
    "PDA0003",
    mending.span(token.startOffset, token.startOffset + 1 + body.length),
    "the text that begins here has no closing quote",
    "no closing quote in this line",
    'end the text with `"` in the same line',
  );
  mending.as(token, Text, token.image, body);
}
