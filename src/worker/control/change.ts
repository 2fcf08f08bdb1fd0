import type { Automaton, ConstantValue } from "../../automaton/automaton.ts";
import { fingerprint } from "../../automaton/fingerprint.ts";
import { verify } from "../../automaton/verify.ts";
import type { Policy } from "../../plan/finding.ts";
import type { Names } from "../../plan/names.ts";
import { fromText, textOf } from "../bytes.ts";
import type { Message } from "../transport.ts";

/** Patterns by name with their automata's fingerprints: what a worker or task runs. */
export type Patterns = readonly (readonly [name: string, fingerprint: string])[];

/** One pattern of a change. */
export interface PatternChange {
  readonly pattern: string;
  /** Fingerprints; null: it is new, or it goes. */
  readonly from: string | null;
  readonly to: string | null;
  readonly policy: Policy;
  readonly renamed: Renamed;
}

/** Old names with the new ones. Fields and values came with format 2, and are left out where there are none. */
export interface Renamed extends Readonly<Record<"owners" | "kinds" | "registers", Pairs<string>>> {
  readonly fields?: Pairs<string>;
  readonly begins?: Pairs<ConstantValue>;
}

type Pairs<T> = readonly (readonly [string, T])[];

/** A change that every task makes once, at an offset of its own, in order of the numbers. */
export interface Change {
  /** From 1. */
  readonly number: number;
  readonly announcedMs: number;
  readonly before: Patterns;
  readonly after: Patterns;
  /** Of those that are not the same before and after. */
  readonly patterns: readonly PatternChange[];
}

/** A later release refuses nothing older; an older one refuses what is newer. */
export const CONTROL_FORMAT = 2;

/** The first format that can say it: old workers that go on running understand as much as they can. */
const formatOf = (one: object): number =>
  "patterns" in one &&
  (one as Change).patterns.some(({ renamed: { fields, begins } }) => fields ?? begins)
    ? 2
    : 1;

export type ControlRecord =
  | { readonly kind: "automaton"; readonly automaton: Automaton; readonly fingerprint: string }
  | { readonly kind: "change"; readonly change: Change }
  | { readonly kind: "newer"; readonly format: number }
  | { readonly kind: "damaged"; readonly key: string };

export const automatonMessage = (automaton: Automaton): Message =>
  messageOf(`automaton ${fingerprint(automaton)}`, { automaton });

export const changeMessage = (change: Change): Message =>
  messageOf(`change ${change.number}`, change);

const messageOf = (key: string, value: object): Message => ({
  key: fromText(key),
  value: fromText(JSON.stringify({ format: formatOf(value), ...value })),
  ...{ headers: [], timestampMs: 0 },
});

/** Whatever the bytes are, this comes back. null: nothing of ours. */
export function readControl({ key, value }: Pick<Message, "key" | "value">): ControlRecord | null {
  if (key === null || value === null) return null;
  const name = textOf(key);
  const [kind, of] = name.split(" ");
  if (kind !== "automaton" && kind !== "change") return null;
  const read = parsed(value);
  if (read === null) return { kind: "damaged", key: name };
  if (read.format > CONTROL_FORMAT) return { kind: "newer", format: read.format };
  if (kind === "change") {
    const { format: _, ...change } = read as { format: number } & Change;
    return String(change.number) === of && Array.isArray(change.patterns)
      ? { kind: "change", change }
      : { kind: "damaged", key: name };
  }
  const verified = verify("automaton" in read ? read.automaton : null);
  if (!verified.ok || fingerprint(verified.automaton) !== of) return { kind: "damaged", key: name };
  return { kind: "automaton", automaton: verified.automaton, fingerprint: of };
}

function parsed(value: Uint8Array): { readonly format: number } | null {
  try {
    const read: unknown = JSON.parse(textOf(value));
    if (typeof read !== "object" || read === null || !("format" in read)) return null;
    const { format, ...rest } = read;
    return typeof format === "number" ? { format, ...rest } : null;
  } catch {
    return null;
  }
}

export const renamedOf = ({ owners, kinds, registers, fields, begins }: Names): Renamed => ({
  ...{ owners: [...owners], kinds: [...kinds], registers: [...registers] },
  ...(fields.size === 0 ? {} : { fields: [...fields] }),
  ...(begins.size === 0 ? {} : { begins: [...begins] }),
});

export const namesFrom = ({ owners, kinds, registers, fields, begins }: Renamed): Names => ({
  ...{ owners: new Map(owners), kinds: new Map(kinds), registers: new Map(registers) },
  ...{ fields: new Map(fields ?? []), begins: new Map(begins ?? []) },
});

/** Whatever their order. */
export const samePatterns = (a: Patterns, b: Patterns): boolean =>
  a.length === b.length &&
  a.every(([name, of]) => b.some(([other, is]) => other === name && is === of));

export const patternsText = (patterns: Patterns): string =>
  patterns.map(([name, of]) => `${name} ${of.slice(0, 12)}`).join(", ");
