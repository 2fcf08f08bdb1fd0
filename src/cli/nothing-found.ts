import { counted } from "../records/dead-summary.ts";
import type { LogAccounting } from "../records/log-run.ts";

/** What a log did not tell of a key, and that records may be missing because they were dead letters. */
export function nothingFound(words: string, { sources }: LogAccounting): string {
  const said = `${words} in ${sources.map(({ source }) => source).join(", ")}`;
  const read = sources.reduce((sum, source) => sum + source.read, 0);
  const dead = sources.reduce((sum, source) => sum + source.dead, 0);
  if (dead === 0) return `${said}\n`;
  const unread =
    dead === read ? "no record of it" : `not all of it (${counted(dead, "dead letter")})`;
  return `${said}; ${unread} can be used: \`pda run\` tells why\n`;
}
