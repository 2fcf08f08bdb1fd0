import type { IToken } from "chevrotain";
import { Comma, Identifier, Name, Text, words } from "../../../grammar/tokens.ts";
import type { Mending } from "./mending.ts";

/**
 * `on Create Fine`: several words that together are the name of an event, or what the log calls one.
 * Whether they are is told by the text itself; words that follow for another reason stay as they are.
 */
export function spacedEvent(token: IToken, mending: Mending): void {
  const head = mending.beside(-1);
  const mayBe = head?.tokenType === words.on || head?.tokenType === Comma;
  const run = mayBe ? runOfNames(token, mending) : [];
  for (let length = run.length; length > 1; length--) {
    const whole = mending.whole(token, run[length - 1]!);
    const name = eventCalled(
      run.slice(0, length).map(({ image }) => image),
      mending.tokens,
    );
    if (name === null) continue;
    mending.report(
      "PDA0015",
      whole,
      `the name of an event is one word, and \`${whole.image}\` is ${length}`,
      "several words",
      `write \`${name}\``,
      name,
    );
    mending.as(whole, Identifier, name);
    mending.next += length - 1;
    return;
  }
  mending.mended.push(token);
}

/** The token and the names behind it in its line. */
function runOfNames(token: IToken, mending: Mending): readonly IToken[] {
  const run = [token];
  for (let next = mending.beside(1); next !== undefined; next = mending.beside(run.length)) {
    const last = run.at(-1)!;
    const between = mending.source.text.slice(
      last.startOffset + last.image.length,
      next.startOffset,
    );
    if (!isName(next) || !/^[ \t]+$/.test(between)) break;
    run.push(next);
  }
  return run;
}

/** The event that is declared by the joined words, or `is` the words in quotes. */
function eventCalled(run: readonly string[], tokens: readonly IToken[]): string | null {
  const joined = run.join("_");
  const quoted = `"${run.join(" ")}"`;
  for (const [at, { tokenType }] of tokens.entries()) {
    if (tokenType !== words.event) continue;
    const name = tokens[at + 1];
    if (name === undefined || !isName(name)) continue;
    if (name.image === joined) return joined;
    if (tokens[at + 2]?.tokenType !== words.is) continue;
    for (let text = at + 3; tokens[text]?.tokenType === Text; text += 2)
      if (tokens[text]!.image === quoted) return name.image;
  }
  // Declared in another file; a state behind a forgotten arrow rarely has a capital.
  const elsewhere = tokens.some(({ tokenType }) => tokenType === words.use);
  return elsewhere && run.every((word) => /^\p{Lu}/u.test(word)) ? joined : null;
}

const isName = (token: IToken): boolean => Name.categoryMatchesMap?.[token.tokenTypeIdx] === true;
