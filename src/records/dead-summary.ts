import type { Vocabulary } from "../automaton/automaton.ts";
import type { DeadStep } from "../machine/output.ts";
import type { DeadLetter, DeadReason } from "./dead-letter.ts";
import type { Dead } from "./log-run.ts";
import { spellType } from "./read-value.ts";

/** What is asked of a refused record. */
type Refused = Pick<DeadLetter, "reason" | "detail" | "event" | "field">;

interface DeadGroup {
  /** "step": it was read, but could not be stepped. */
  readonly reason: DeadReason | "step";
  /** Its place among the vocabularies; null: of a step. */
  readonly vocabulary: number | null;
  readonly count: number;
  /** E of the first one; null: of a due step. */
  readonly first: string | null;
  /** What was wrong with the first one. */
  readonly detail: string;
  /** How many, and the way out. */
  readonly sentence: string;
}

/** Dead letters by reason and field, the most frequent first. */
export class DeadSummary {
  readonly #vocabularies: readonly Vocabulary[];
  readonly #groups = new Map<string, { dead: Dead; count: number }>();
  count = 0;

  constructor(vocabularies: readonly Vocabulary[]) {
    this.#vocabularies = vocabularies;
  }

  add(dead: Dead): void {
    this.count++;
    const group = groupOf(dead);
    const known = this.#groups.get(group);
    if (known === undefined) this.#groups.set(group, { dead: lightened(dead), count: 1 });
    else known.count++;
  }

  groups(): DeadGroup[] {
    return [...this.#groups.values()]
      .sort((a, b) => b.count - a.count)
      .map(({ dead, count }) =>
        dead.kind === "step" ? stepGroup(dead, count) : this.#recordGroup(dead, count),
      );
  }

  #recordGroup(
    { vocabulary, letter }: Extract<Dead, { kind: "record" }>,
    count: number,
  ): DeadGroup {
    return {
      reason: letter.reason,
      vocabulary,
      count,
      first: `${letter.source}#${letter.position}`,
      detail: letter.detail,
      sentence: this.#sentence(this.#vocabularies[vocabulary]!, letter, count),
    };
  }

  #sentence(vocabulary: Vocabulary, dead: Refused, count: number): string {
    const records = counted(count, "record");
    const name = `\`${dead.field ?? ""}\``;
    const type = typeOf(vocabulary, dead);
    const { key, time } = vocabulary;
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
      case "damaged":
        return `${records} cannot be read: ask for another \`--format\` if it is all of them, or mend what writes them`;
      case "too long":
        return `${records} ${count === 1 ? "is" : "are"} longer than the limit: write one record a line`;
      case "no value":
        return `${records} ${count === 1 ? "has" : "have"} no value: ${count === 1 ? "a message" : "messages"} that only ${count === 1 ? "deletes its" : "delete their"} key ${count === 1 ? "is" : "are"} no event${count === 1 ? "" : "s"}`;
      case "unknown schema":
        return `${records} ${count === 1 ? "names a schema" : "name schemas"} that nobody has: add it to the folder, the topic or the registry of schemas`;
      case "incompatible schema":
        return `${name} cannot be read from ${records}: the writer's schema has nothing that serves \`${type}\``;
      case "ahead":
        return `${records} ${count === 1 ? "stands" : "stand"} further in front of the watermark than \`--ahead\` allows: a clock is wrong, or \`--ahead\` is short`;
    }
  }
}

function groupOf(dead: Dead): string {
  if (dead.kind === "record") {
    const { reason, event, field } = dead.letter;
    return JSON.stringify([dead.vocabulary, reason, event, field]);
  }
  const { kind, pattern, reason } = dead.step;
  return JSON.stringify([kind, pattern, reason, kind === "event" ? "" : dead.step.name]);
}

/** Without the record itself, which may be large. */
const lightened = (dead: Dead): Dead =>
  dead.kind === "step" ? dead : { ...dead, letter: { ...dead.letter, text: "" } };

function stepGroup({ step, record }: Extract<Dead, { kind: "step" }>, count: number): DeadGroup {
  return {
    reason: "step",
    vocabulary: null,
    count,
    first: record === null ? null : `${record.name}#${record.position}`,
    detail: `key ${step.key}`,
    sentence: stepSentence(step, count),
  };
}

function stepSentence(step: DeadStep, count: number): string {
  const { kind, pattern, reason } = step;
  switch (kind) {
    case "event":
      return `\`${pattern}\` could not step ${counted(count, "record")}: ${reason}`;
    case "due":
      return step.name === "end"
        ? `\`${pattern}\` failed in \`on end\` of ${counted(count, "session")}: ${reason}`
        : `\`${pattern}\` failed in timer \`${step.name}\`, ${counted(count, "time")}: ${reason}`;
    case "stalled":
      return `\`${pattern}\` ended ${counted(count, "session")} that would not rest: ${reason}`;
  }
}

function typeOf({ events }: Vocabulary, dead: Refused): string {
  const event = events.find(({ name }) => name === dead.event);
  const field = event?.fields.find(({ name }) => name === dead.field);
  return field === undefined ? "text" : spellType(field.type);
}

export const counted = (count: number, what: string): string =>
  `${String(count).replace(/\B(?=(\d{3})+$)/g, ",")} ${what}${count === 1 ? "" : "s"}`;
