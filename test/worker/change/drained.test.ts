import { expect, it } from "vitest";
import { VISITS } from "../patterns.ts";
import { type Fed, rig, stored } from "../rig.ts";
import { traffic } from "./crash.ts";
import { machineOf, only, stepOf } from "./patterns.ts";
import { announced, caughtUp, toldOf, workerOf } from "./run.ts";

const word = (line: string): string =>
  VISITS.replace("session gap 60s max 10m", `session gap 60s max 10m\n  ${line}`);

const CASES = [
  ["that are held in order", word("reorder within 4s")],
  ["that are corrected", word("late retract within 2m")],
  [
    "that are told apart",
    word("dedupe by ref within 5m")
      .replaceAll("{ page: text }\n  event", "{ page: text, ref: text }\n  event")
      .replace("event buy { amount: integer }", "event buy { amount: integer, ref: text }"),
  ],
  [
    "of each page",
    VISITS.replace(
      "session gap 60s max 10m",
      "by visitor, page\n  session gap 60s max 10m",
    ).replace("event buy { amount: integer }", "event buy { amount: integer, page: text }"),
  ],
] as const;

/** Of what was put out before. */
const CORRECTION = /"rev":[1-9]/;

it.each(CASES)("sessions %s drain, and no event is lost or counted twice", async (_, text) => {
  const [old, fresh] = [only(text), only(text.replace("gap 60s", "gap 45s"))];
  const one = rig();
  const worker = workerOf(one, one.host("w"), [old]);
  const looks: string[] = [];
  const feed = (records: readonly Fed[]): void => {
    const fed = records
      .filter(({ type }) => type === "look")
      .flatMap((record): Fed[] => {
        looks.push(String(record.id));
        const said = { ...record, ref: record.id } as Fed;
        // Said again, as another record.
        return text.includes("dedupe") ? [said, { ...said, id: `${record.id}-again` }] : [said];
      });
    one.feed(0, fed);
  };
  const bursts = traffic(3, 0, 24);
  for (const [at, burst] of bursts.entries()) {
    feed(burst);
    await one.until(() => caughtUp(one, 1));
    if (at !== 8) continue;
    const said = await one.time.until(announced(one, [stepOf(old, fresh, "drain")]));
    expect(said.kind).toBe("announced");
    await one.until(() => stored(one.kafka, 0).meta?.changed?.number === 1);
    expect(stored(one.kafka, 0).meta?.draining).toHaveLength(1);
  }
  one.feed(0, [
    {
      visitor: "0-0",
      ts: bursts[23]!.at(-1)!.ts + 3_600_000,
      type: "look",
      page: "end",
      id: "end",
      ref: "end",
    },
  ]);
  await one.until(() => caughtUp(one, 1));
  one.feed(0, [
    {
      visitor: "0-0",
      ts: bursts[23]!.at(-1)!.ts + 7_200_000,
      type: "look",
      page: "end",
      id: "last",
      ref: "last",
    },
  ]);
  await one.until(() => caughtUp(one, 1));
  one.feed(0, [
    {
      visitor: "0-0",
      ts: bursts[23]!.at(-1)!.ts + 7_201_000,
      type: "look",
      page: "end",
      id: "very last",
      ref: "very last",
    },
  ]);
  await one.until(() => caughtUp(one, 1));
  await one.time.until(worker.stop());
  await one.time.pass(1_000);
  const lines = [...toldOf(one, 0).values()]
    .flat()
    .filter((line) => line.includes('"output":"saw"') && !CORRECTION.test(line));
  const seen = lines.map((line) => /"id":"visits\/[^/]*(?:\/[^/]*)?\/([^/]*)\/saw/.exec(line)?.[1]);
  const once = seen.filter((id) => looks.includes(String(id)));
  expect(once.toSorted()).toEqual(looks.toSorted());
  for (const { version } of [machineOf(old), machineOf(fresh)])
    expect(lines.some((line) => line.includes(version))).toBe(true);
  expect(stored(one.kafka, 0).meta?.draining).toBeUndefined(); // and they end
});
