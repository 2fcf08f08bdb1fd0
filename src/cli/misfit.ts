import { durationUnits } from "../../grammar/builtins.ts";
import type { Vocabulary } from "../automaton/automaton.ts";
import type { DeadReason } from "../records/dead-letter.ts";
import type { DeadSummary } from "../records/dead-summary.ts";
import type { LogAccounting } from "../records/log-run.ts";
import type { Overrides } from "../records/override.ts";
import { spellPath } from "../records/override.ts";

/** What was refused: by reason, and the first of them as it stood. */
interface Refusals {
  readonly summary: Pick<DeadSummary, "groups">;
  readonly firstRecord: string | null;
}

/** What is to be said of a log that makes results doubtful. */
export interface Misfit {
  readonly text: string;
  /** The command line named a place that no record has. */
  readonly wrongUsage: boolean;
}

/** A log that fits no pattern at all gives no results, and no results look like an answer: it has to be said. */
export function misfits(
  { sources, records }: LogAccounting,
  vocabularies: readonly Vocabulary[],
  deadLetters: Refusals,
  overrides: Overrides,
): readonly Misfit[] {
  if (records === 0) {
    const names = [...new Set(sources.map(({ source }) => source))];
    return [{ text: `warning: there are no records in ${names.join(", ")}`, wrongUsage: false }];
  }
  return vocabularies.flatMap((vocabulary, index): Misfit[] => {
    const accounts = sources.filter((account) => account.vocabulary === index);
    const sum = (what: "read" | "handedOn" | "undeclared"): number =>
      accounts.reduce((total, account) => total + account[what], 0);
    const [read, handedOn, undeclared] = [sum("read"), sum("handedOn"), sum("undeclared")];
    if (handedOn === 0) return [allDead(vocabulary, index, read, deadLetters, overrides)];
    if (undeclared < handedOn || vocabulary.events.length === 0) return [];
    return [allUndeclared(vocabulary, handedOn, overrides)];
  });
}

function allDead(
  vocabulary: Vocabulary,
  index: number,
  read: number,
  deadLetters: Refusals,
  { key, time }: Overrides,
): Misfit {
  const groups = deadLetters.summary.groups().filter((group) => group.vocabulary === index);
  const count = (...reasons: readonly DeadReason[]): number =>
    groups
      .filter(({ reason }) => reason !== "step" && reasons.includes(reason))
      .reduce((sum, group) => sum + group.count, 0);
  const legible = read - count("damaged", "too long");
  const none = (option: string, place: string): Misfit => ({
    text: `error: no record has a field \`${place}\`, which ${option} names${has(deadLetters.firstRecord)}`,
    wrongUsage: true,
  });
  if (legible > 0 && key !== undefined && count("missing key") === legible)
    return none("--key", spellPath(vocabulary.key.path));
  const keyed = legible - count("missing key", "unfit key");
  if (keyed > 0 && time !== undefined && count("missing time") === keyed)
    return none("--time", spellPath(vocabulary.time.path));
  const detail = groups.find(({ reason }) => reason === "unfit time")?.detail;
  if (keyed > 0 && time !== undefined && count("unfit time") === keyed)
    return {
      text: `error: --time names no time in any record; in the first one ${detail}`,
      wrongUsage: true,
    };
  const use = `no record of the log can be ${legible > 0 ? "used" : "read"}`;
  const hint = `\`${vocabulary.name}\` does not describe it; \`pda infer LOG\` writes an \`events\` block that does`;
  return { text: `warning: ${use}${legible > 0 ? `: ${hint}` : ""}`, wrongUsage: false };
}

function has(record: string | null): string {
  if (record === null) return "";
  try {
    return `; the first one has ${Object.keys(JSON.parse(record) as object).join(", ")}`;
  } catch {
    return "";
  }
}

function allUndeclared(
  { name, events, typePath }: Vocabulary,
  handedOn: number,
  { type }: Overrides,
): Misfit {
  const declared = events.map((event) => event.name);
  const few = declared.length > 5 ? `${declared.slice(0, 5).join(", ")}, …` : declared.join(", ");
  const none = `none of the ${handedOn.toLocaleString("en")} records is an event that \`${name}\` declares (${few})`;
  return type === undefined
    ? {
        text: `warning: ${none}; \`pda infer LOG\` says what they are`,
        wrongUsage: false,
      }
    : {
        text: `error: ${none}: none of their names stands in \`${spellPath(typePath)}\`, which --type names`,
        wrongUsage: true,
      };
}

/** One record in so many behind the watermark is a log that the watermark does not fit. */
const BEHIND_MOST = 100;
/** A year: no log is so far out of order, but a clock may be. */
const LONG_MS = 365 * durationUnits.d;

/** Late records may have lost their session, so results differ from those without a watermark. */
export function disorder(
  { sources, behind }: LogAccounting,
  { ahead }: { readonly ahead?: number },
  /** By vocabulary: late events are put in their place, for which a watermark is needed. */
  retracting: readonly ("all" | "some" | "none")[],
): readonly Misfit[] {
  return behind.flatMap(({ records, furthestMs }, index): Misfit[] => {
    if (retracting[index] === "all") return [];
    const handedOn = sources
      .filter(({ vocabulary }) => vocabulary === index)
      .reduce((sum, account) => sum + account.handedOn, 0);
    if (records * BEHIND_MOST <= handedOn) return [];
    const share = Math.round((100 * records) / handedOn);
    const number = (count: number): string => count.toLocaleString("en");
    const ways = [
      ...(retracting[index] === "some" ? [] : ["leave --watermark out"]),
      ...(furthestMs > LONG_MS ? [] : [`write --watermark ${roundedUp(furthestMs)}`]),
      ...(ahead === undefined ? ["where a clock ran ahead, add --ahead 1h"] : []),
    ];
    return [
      {
        text: `warning: ${number(records)} of ${number(handedOn)} records (${share} %) came behind the watermark, when their sessions may have ended; ${ways.join(", or ")}`,
        wrongUsage: false,
      },
    ];
  });
}

/** `3d2h5m` is `4d`: a duration to be written on a command line. */
function roundedUp(milliseconds: number): string {
  const [unit, size] = Object.entries(durationUnits).find(([, size]) => size <= milliseconds)!;
  return `${Math.ceil(milliseconds / size)}${unit}`;
}
