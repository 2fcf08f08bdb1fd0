import { closest } from "../diagnostic/suggest.ts";

/** A name of the new pattern with those that it had, as its text says. */
interface Said {
  readonly name: string;
  readonly olds: readonly string[];
  /** "state" */
  readonly word: string;
  /** What stands before a field: `query.` */
  readonly prefix?: string;
}

/** What is said of old names, held against those that there were. */
export class FormerNames {
  /** What is not true: sentences without a full stop. */
  readonly messages: string[] = [];
  /** What is said in vain. */
  readonly notes: string[] = [];

  /** Those of the names said that are `present` in the old pattern. */
  among(present: readonly string[], said: Said): readonly string[] {
    const { name, olds, word, prefix = "" } = said;
    const known = olds.filter((old) => present.includes(old));
    const unknown = olds.filter((old) => !present.includes(old));
    const both = present.includes(name);
    if (known.length === 0 && !both) {
      for (const old of unknown) this.messages.push(unknownText(old, present, said));
      return [];
    }
    for (const old of unknown)
      this.vain(`${word} ${prefix}${name}`, old, known.length > 0 ? old : null);
    if (known.includes(name)) return known.length === 1 ? [] : known;
    if (known.length === 0 || !both) return known;
    this.messages.push(bothText(known[0]!, said));
    return [];
  }

  /** `lacking`: the old pattern has no such name; null: it has the new one already. */
  vain(what: string, said: string, lacking: string | null = null): void {
    const why =
      lacking === null
        ? "the old pattern has it under its name already"
        : `the old pattern has no \`${lacking}\``;
    this.notes.push(`${what}: \`was ${said}\` says nothing of this change; ${why}`);
  }
}

function unknownText(old: string, present: readonly string[], { name, word, prefix = "" }: Said) {
  const like = closest(old, present);
  const rest = like === null ? "" : `; did you mean \`${like}\`?`;
  return `\`${prefix}${name}\` was \`${old}\`: the old pattern has no ${word} \`${prefix}${old}\`${rest}`;
}

function bothText(old: string, { name, olds, word, prefix = "" }: Said): string {
  const rest =
    word === "state"
      ? `: write \`was ${[name, ...olds].join(", ")}\` if it takes in both`
      : ", and only one of them can go on in it";
  return `\`${prefix}${name}\` was \`${old}\`: the old pattern has a ${word} \`${prefix}${name}\`, too${rest}`;
}
