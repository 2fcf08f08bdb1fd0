import type { IToken } from "chevrotain";
import { Duration } from "../../../grammar/tokens.ts";
import { durationText, milliseconds } from "../durations.ts";
import type { Mending } from "./mending.ts";

export function duration(token: IToken, mending: Mending): void {
  const ms = milliseconds(token.image);
  if (!Number.isSafeInteger(ms) || ms > longest) {
    const message = `\`${token.image}\` is longer than any log`;
    mending.report("PDA0006", token, message, "too long", "use at most `36500d`");
  }
  mending.as(token, Duration, token.image, ms);
}

/** `30min`, `1.5h`. */
export function foreignDuration(token: IToken, mending: Mending): void {
  const ms = guess(token.image);
  if (ms === null) {
    mending.report(
      "PDA0005",
      token,
      `\`${token.image}\` is neither a number, a duration nor a name`,
      "no unit of time",
      "the units are `ms`, `s`, `m`, `h`, `d`, `w`; a name begins with a letter",
    );
  } else reportUnit(token, ms, mending);
  mending.as(token, Duration, token.image, ms ?? 0);
}

/** A number, with the unit that stands apart from it in `30 minutes`. */
export function number(token: IToken, mending: Mending): void {
  const ms = spelledUnit(token, mending);
  if (ms === null) {
    mending.mended.push(token);
    return;
  }
  const whole = mending.whole(token, mending.beside(1)!);
  reportUnit(whole, ms, mending);
  mending.as(whole, Duration, durationText(ms), ms);
  mending.next++;
}

function reportUnit(token: IToken, ms: number, mending: Mending): void {
  const good = durationText(ms);
  mending.report(
    "PDA0005",
    token,
    `\`${token.image}\` is written \`${good}\``,
    "units are ms, s, m, h, d, w",
    `write \`${good}\``,
    good,
  );
}

/** A hundred years. */
const longest = 36_500 * 86_400_000;

const spelled = new Map<string, number>();
for (const [ms, names] of [
  [1, "ms msec msecs milli millis millisecond milliseconds"],
  [1000, "s sec secs second seconds"],
  [60_000, "m min mins minute minutes"],
  [3_600_000, "h hr hrs hour hours"],
  [86_400_000, "d day days"],
  [604_800_000, "w wk wks week weeks"],
  // Neither has a fixed length; these are what people mean by them in a window.
  [30 * 86_400_000, "mo month months"],
  [365 * 86_400_000, "y yr year years"],
] as const)
  for (const name of names.split(" ")) spelled.set(name, ms);

/** Milliseconds of `30min`, `1.5h`, `2Hours`; null where they are not whole or the unit is none. */
function guess(image: string): number | null {
  let sum = 0;
  let read = 0;
  for (const match of image.matchAll(/(\d+(?:\.\d+)?)([A-Za-z]+)/g)) {
    if (match.index !== read) return null;
    read += match[0].length;
    const unit = match[2] ?? "";
    const size = spelled.get(unit) ?? (unit === "M" ? undefined : spelled.get(lower(unit)));
    if (size === undefined) return null;
    sum += Number(match[1]) * size;
  }
  return read === image.length && sum <= longest && Number.isInteger(sum) ? sum : null;
}

const lower = (text: string): string =>
  text.replace(/[A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 32));

/** `30 minutes`: a number, a blank, and a unit that is not the beginning of something else. */
function spelledUnit(number: IToken, mending: Mending): number | null {
  const unit = mending.beside(1);
  if (unit === undefined || !/^[a-z]+$/i.test(unit.image)) return null;
  const { text } = mending.source;
  const between = text.slice(number.startOffset + number.image.length, unit.startOffset);
  if (between === "" || /[\r\n]/.test(between)) return null;
  if (/^[=:,.}]/.test(mending.beside(2)?.image ?? "")) return null;
  return guess(number.image + unit.image);
}
