import type { Vocabulary } from "../automaton/automaton.ts";
import { DEAD_REASONS, type DeadReason } from "./dead-letter.ts";
import { spellType } from "./read-value.ts";
import type { MapResult } from "./vocabulary.ts";

type Dead = Extract<MapResult, { kind: "dead" }>;

export interface DeadGroup {
  readonly reason: DeadReason;
  readonly event: string | null;
  readonly field: string | null;
  readonly count: number;
  /** E of the first one, and what was wrong with it. */
  readonly first: string;
  readonly detail: string;
  /** How many, and the way out. */
  readonly sentence: string;
}

/** The dead letters of one `events` block by reason and field, the most frequent first. */
export class DeadSummary {
  readonly #vocabulary: Vocabulary;
  readonly #groups = new Map<string, { dead: Dead; first: string; count: number }>();

  constructor(vocabulary: Vocabulary) {
    this.#vocabulary = vocabulary;
  }

  /** `position`: source and line, `shop.ndjson#12`. */
  add(dead: Dead, position: string): void {
    const group = JSON.stringify([dead.reason, dead.event, dead.field]);
    const known = this.#groups.get(group);
    if (known === undefined) this.#groups.set(group, { dead, first: position, count: 1 });
    else known.count++;
  }

  groups(): DeadGroup[] {
    return [...this.#groups.values()]
      .sort((a, b) => b.count - a.count)
      .map(({ dead, first, count }) => ({
        reason: dead.reason,
        event: dead.event ?? null,
        field: dead.field ?? null,
        count,
        first,
        detail: dead.detail,
        sentence: this.#sentence(dead, count),
      }));
  }

  #sentence(dead: Dead, count: number): string {
    const records = count === 1 ? "1 record" : `${count} records`;
    const name = `\`${dead.field ?? ""}\``;
    const type = this.#type(dead);
    const { key, time } = this.#vocabulary;
    switch (dead.reason) {
      case "missing field":
        return `${name} is missing in ${records}: declare it \`${type}?\``;
      case "unfit field":
        return `${name} is not ${type === "text" ? "a text" : `\`${type}\``} in ${records}: declare it as what it is, \`text\` if nothing else`;
      case "too many places":
        return `${name} has more decimal places than \`${type}\` in ${records}: declare more, or \`rounded\``;
      case "too many digits":
        return `${name} is larger than \`${type}\` can hold in ${records}: declare it \`text\``;
      case "not listed":
        return `${name} is none of its listed texts in ${records}: list them, or declare it \`text\``;
      case "missing key":
        return `${name} is missing in ${records}: say where the key stands with \`key ${key.name} from …\``;
      case "unfit key":
        return `${name} is an object or a list in ${records}: say which part is the key with \`key ${key.name} from …\``;
      case "missing time":
        return `${name} is missing in ${records}: say where the time stands with \`time ${time.name} from …\``;
      case "unfit time":
        return `${name} is no point in time in ${records}: write it as milliseconds or as 2024-01-01T00:00:00Z, and say \`in seconds\` of seconds`;
      default:
        return `${DEAD_REASONS[dead.reason]}: ${records}`;
    }
  }

  #type(dead: Dead): string {
    const event = this.#vocabulary.events.find(({ name }) => name === dead.event);
    const field = event?.fields.find(({ name }) => name === dead.field);
    return field === undefined ? "text" : spellType(field.type);
  }
}
