import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Event } from "../../src/machine/event.ts";

/** What of a record is used. */
interface Recorded {
  readonly key: string;
  readonly ts: number;
  readonly type: string;
}

/** Who searches for hotels and what they do before they click out to one (Trivago, RecSys Challenge 2019). */
const LOG = "trivago.ndjson.gz";
const SALE = "clickout item";

/**
 * The recorded log as journeys of `patterns/multi-touch-credit`: what somebody does is a touch of its kind, a click
 * out a purchase. Null where there is no such log: `PDA_LOGS` names its folder.
 */
export function recordedTouches(folder: string | undefined): Event[] | null {
  const path = join(folder ?? "", LOG);
  if (folder === undefined || !existsSync(path)) return null;
  const lines = gunzipSync(readFileSync(path)).toString().trimEnd().split("\n");
  return lines.map((line, row): Event => {
    const { key, ts: time, type } = JSON.parse(line) as Recorded;
    const isSale = type === SALE;
    return {
      ...{ key, time, id: `${row + 1}`, members: () => [] },
      name: isSale ? "purchase" : "touch",
      fields: isSale ? { order: `${row + 1}`, amount: 10_000 } : { campaign: type },
    };
  });
}
