import { existsSync } from "node:fs";
import { describe, it } from "vitest";

/** Recordings of real behaviour; they are no part of the project. */
const named = process.env.PDA_LOGS;
const found = named !== undefined && existsSync(named) ? named : null;

/** Tests over real logs; without them one test says why they are skipped. */
export function withLogs(title: string, tests: (folder: string) => void): void {
  if (found !== null) describe(title, () => tests(found));
  else
    it(title, ({ skip }) => {
      const why = "PDA_LOGS names no folder of logs";
      console.log(`${title}: skipped, ${why}`);
      skip(why);
    });
}
