import { fromText, textOf } from "../bytes.ts";
import type { Header, Message } from "../transport.ts";

/** Keys of canary records begin so; that alone is not enough, the header must be there, too. */
const PREFIX = fromText("pda.canary:");

/** Says which line of which scenario a record is. */
export const CANARY_HEADER = "pda.canary";

/** All records of one run have one key, so that they lie in one partition, in their order. */
export const canaryKey = (run: string): Uint8Array => fromText(`pda.canary:${run}`);

/** A record that a canary sent: it is no record of the topic's producers, whoever reads it. */
export function isCanary({ key, headers }: Pick<Message, "key" | "headers">): boolean {
  if (headers.length === 0 || key === null || key.length <= PREFIX.length) return false;
  for (const [at, byte] of PREFIX.entries()) if (key[at] !== byte) return false;
  return headers.some(([name]) => name === CANARY_HEADER);
}

/** The line that a record is of. */
export interface CanaryLine {
  readonly app: string;
  /** Names one passage of a scenario; no other has it. */
  readonly run: string;
  readonly pattern: string;
  /** Of the pattern whose scenario it is. */
  readonly version: string;
  readonly scenario: string;
  /** Among the lines with an event, from 0. */
  readonly line: number;
  readonly lines: number;
}

export const canaryHeader = (line: CanaryLine): Header => [
  CANARY_HEADER,
  fromText(JSON.stringify(line)),
];

/** null: somebody else wrote it. */
export function canaryLine({ headers }: Pick<Message, "headers">): CanaryLine | null {
  const bytes = headers.find(([name]) => name === CANARY_HEADER)?.[1] ?? null;
  if (bytes === null) return null;
  try {
    const value = JSON.parse(textOf(bytes)) as Partial<CanaryLine> | null;
    const sound =
      typeof value?.app === "string" &&
      typeof value.run === "string" &&
      typeof value.version === "string" &&
      typeof value.scenario === "string" &&
      typeof value.line === "number" &&
      typeof value.lines === "number";
    return sound ? (value as CanaryLine) : null;
  } catch {
    return null;
  }
}
