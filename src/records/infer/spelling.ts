import { namePattern, wordFacts } from "../../../grammar/tokens.ts";

const NAME = new RegExp(`^(?:${namePattern})$`, "u");
/** Names that would mean something else after `on`, `ignore` or in a value. */
const TAKEN = new Set(["any", "other", "end", "undeclared"]);

/** A name of the language for a name of the log, and one that no other has. */
export class Names {
  readonly #used = new Set<string>();

  /** `clickout item` becomes `clickout_item`. */
  of(text: string): string {
    const joined = text.replace(/[^\p{ID_Continue}]+/gu, "_").replace(/^_+|_+$/g, "") || "unnamed";
    const begun = NAME.test(joined) ? joined : `_${joined}`;
    const unclear =
      TAKEN.has(begun) || wordFacts.some(({ text, use }) => use !== "free" && text === begun);
    const wanted = unclear ? `${begun}_` : begun;
    let name = wanted;
    for (let number = 2; this.#used.has(name); number++) name = `${wanted}_${number}`;
    this.#used.add(name);
    return name;
  }
}

/** A text as the language writes it. */
export function quoted(text: string): string {
  return JSON.stringify(text);
}

/** Steps of a path; what is no word stands in quotes. */
export function spellSteps(path: readonly string[]): string {
  return path.map((step) => (NAME.test(step) ? step : quoted(step))).join(".");
}
