import type { Automaton } from "../../src/automaton/automaton.ts";
import { durationText } from "../../src/automaton/wording.ts";
import { parseDuration } from "../../src/machine/values/duration.ts";
import type { Format } from "../../src/records/format.ts";
import type { Overrides } from "../../src/records/override.ts";
import { disorderOf, type WatermarkOptions } from "../../src/stream/watermark.ts";

/** How a log is to be read where file name and vocabulary do not say it: the options of `pda run`. */
export interface Reading extends Overrides {
  readonly format?: Format;
  /** As written, `30m`; "" is none. */
  readonly watermark?: string;
}

export interface Watermarked {
  readonly watermark: WatermarkOptions | null;
  /** What `pda run` would have to be told; null: nothing. */
  readonly option: string | null;
  /** Why there is one that nobody asked for. */
  readonly note: string | null;
}

/**
 * `pda run` refuses `late retract` without a watermark, or nothing of the past would ever be forgotten. Here the
 * pattern's own time is taken, and said.
 */
export function watermarkOf({ watermark }: Reading, automata: readonly Automaton[]): Watermarked {
  const asked = watermark === undefined || watermark === "" ? null : parseDuration(watermark);
  if (asked !== null && asked >= 0)
    return {
      watermark: { disorderMs: disorderOf(asked, automata), aheadMs: null },
      ...{ option: `--watermark ${watermark}`, note: null },
    };
  const within = automata.flatMap(({ order }) =>
    order?.late.kind === "retract" ? [order.late.within] : [],
  );
  if (within.length === 0) return { watermark: null, option: null, note: null };
  const allowed = Math.max(...within);
  const text = durationText(allowed);
  return {
    watermark: { disorderMs: disorderOf(allowed, automata), aheadMs: null },
    option: `--watermark ${text}`,
    note: `\`late retract\` needs a watermark; ${text} is taken, as the pattern says`,
  };
}
