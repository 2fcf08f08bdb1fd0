import { builtins, type ParameterType } from "../../grammar/builtins.ts";
import { loadExpressions } from "./expressions.ts";
import { loadZones } from "./zones.ts";

/** The functions that take such a thing, as one expression. */
const taking = (wanted: ParameterType): string =>
  builtins
    .filter(({ signatures }) =>
      signatures.some(({ parameters }) => parameters.some(({ type }) => type === wanted)),
    )
    .map(({ name }) => name)
    .join("|");
const EXPRESSIONS = new RegExp(`\\b(?:${taking("literal pattern")})\\b`);
/** What is called with a zone or read in one, and what looks like the name of one: `"Europe/Berlin"`. */
const ZONES = new RegExp(
  `\\b(?:${taking("literal zone")})\\s*\\(|\\bin\\s*"|\\b[zZ]one|"\\s*[A-Z+\\-\\d]`,
);

/** Fetches what a text may need and the page does not hold from the beginning. Rather once too often than too rarely. */
export class Later {
  #expressions: Promise<void> | null = null;
  #zones: Promise<void> | null = null;

  async loadFor(text: string): Promise<void> {
    if (EXPRESSIONS.test(text)) {
      this.#expressions ??= loadExpressions();
      await this.#expressions;
    }
    if (ZONES.test(text)) {
      this.#zones ??= loadZones();
      await this.#zones;
    }
  }
}
