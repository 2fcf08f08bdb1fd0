import { builtins } from "../../grammar/builtins.ts";
import { loadExpressions } from "./expressions.ts";
import { loadZones } from "./zones.ts";

const withPatterns = builtins
  .filter(({ signatures }) =>
    signatures.some(({ parameters }) => parameters.some(({ type }) => type === "literal pattern")),
  )
  .map(({ name }) => name);
const EXPRESSIONS = new RegExp(`\\b(?:${withPatterns.join("|")})\\b`);
/** Names of zones begin with a capital: `"Europe/Berlin"`, and so may a misspelt one. */
const ZONES = /"\s*[A-Z+\-\d]|\bzone/i;

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
