export const MINUTE = 60_000;
const START = Date.UTC(2024, 0, 1);

export type Row = readonly [who: string, minutes: number, type?: string];

/** Rows as a log for `shop`. */
export const log = (rows: readonly Row[]): string =>
  rows
    .map(
      ([who, minutes, type = "go"]) =>
        `${JSON.stringify({ who, ts: START + minutes * MINUTE, type })}\n`,
    )
    .join("");

export const shop = "events shop { key who  time ts  event go  event stop }\n";

export const watched = (minutes: number) => ({
  watermark: { disorderMs: minutes * MINUTE, aheadMs: null },
});
