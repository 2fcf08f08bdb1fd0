import type { IToken } from "chevrotain";
import { Divide, Equal, Minus, Name, NumberToken, Plus, Times } from "../../../grammar/tokens.ts";
import { type Mending, retype } from "./mending.ts";

const operators = new Map([
  ["+", Plus],
  ["-", Minus],
  ["*", Times],
  ["/", Divide],
]);

/** `total += amount`, `n++`: read as the assignment that they shorten. */
export function foreignAssign(token: IToken, mending: Mending): void {
  const register = mending.mended.at(-1);
  const sign = token.image[0]!;
  const step = token.image === "++";
  if (register === undefined || Name.categoryMatchesMap?.[register.tokenTypeIdx] !== true) {
    mending.report("PDA0002", token, `\`${token.image}\` means nothing here`, "no operator", HELP);
    return;
  }
  const whole = mending.whole(register, token).image;
  const value = `${register.image} ${sign}${step ? " 1" : ""}`;
  const blank = /\s/.test(mending.source.text[token.startOffset - 1] ?? "") ? "" : " ";
  // Behind `*` and the like a longer value would need parentheses.
  const certain = sign === "+";
  mending.report(
    "PDA0002",
    token,
    `\`${whole}\` is written \`${register.image} = ${value}${step ? "" : " …"}\` here`,
    "a register takes a value by `=` alone",
    certain ? `write \`= ${value}\`` : HELP,
    certain ? `${blank}= ${value}` : undefined,
  );
  const put = (type: typeof Equal, image: string, like = token) => {
    const piece = { ...like, endOffset: like.startOffset + like.image.length - 1 };
    retype(piece, type, image);
    mending.mended.push(piece);
  };
  put(Equal, "=");
  mending.mended.push({ ...register });
  put(operators.get(sign)!, sign);
  if (step) put(NumberToken, "1");
}

const HELP = "say what the register is to hold: `total = total + amount`";
