import { describe, expect, it } from "vitest";
import { disturbances, tellDisturbance } from "../../src/simulator/disorder/blame.ts";
import { mechanisms } from "../../src/simulator/disorder/mechanisms.ts";
import { sortRows } from "../../src/simulator/disorder/order.ts";
import { pass } from "../../src/simulator/disorder/pipeline.ts";
import { presets } from "../../src/simulator/disorder/presets.ts";
import { Traffic } from "../../src/simulator/disorder/traffic.ts";
import { truthOf } from "../../src/simulator/disorder/truth.ts";
import { BEGIN, delays, MINUTE, numbers, pipelineOf, run, sessions } from "./law.ts";

const shop = sessions(60, [0, 700, 2500, 9000, 9100, 60_000], MINUTE);

/** Everything that a run says, as one number. */
function digest(traffic: Traffic): string {
  let hash = 0x811c9dc5;
  const add = (values: ArrayLike<number>, count: number) => {
    const bytes = new Uint8Array(Float64Array.from(Array.from(values).slice(0, count)).buffer);
    for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  };
  add(traffic.order, traffic.live);
  for (const column of [traffic.at, traffic.stamp, traffic.lostBy, traffic.copyNumber])
    add(column, traffic.rows);
  return (hash >>> 0).toString(16);
}

describe("pipelines", () => {
  it("give the same bytes on every machine", () => {
    const found = [...presets.map(({ name }) => name), ...mechanisms.map(({ name }) => name)].map(
      (text) => `${text} ${digest(run(pipelineOf(text), shop, 2 ** 40 + 42))}`,
    );
    expect(found).toMatchSnapshot();
  });

  it("say the same with buffers that were used before", () => {
    const busy = pipelineOf(
      "network | copies share=50% | retry fail=20% | rewind rate=100/h | loss",
    );
    const traffic = new Traffic();
    pass(pipelineOf("copies share=90%"), sessions(500, [0, 1]), 3, traffic);
    for (const seed of [1, 2])
      expect(digest(pass(busy, shop, seed, traffic))).toBe(digest(pass(busy, shop, seed)));
  });

  it("leave every draw of a stage as it was when others change", () => {
    const waits = (text: string, stage: number) =>
      Array.from(run(pipelineOf(text), shop).tags[stage]!.delay.subarray(0, shop.count), (d) =>
        // Arrivals are rounded to a fraction of a microsecond.
        d.toFixed(2),
      );
    const alone = waits("network", 0);
    expect(waits("network | collectors", 0)).toEqual(alone);
    expect(waits("skew | network | loss share=50%", 1)).toEqual(alone);
    expect(waits("collectors n=7 | network", 1)).toEqual(alone);
    expect(waits("network tail=50% | network", 1)).not.toEqual(alone);
    const units = (text: string) =>
      Array.from(run(pipelineOf(text), shop).tags[1]!.unit.subarray(0, shop.count));
    expect(units("network median=9s | collectors")).toEqual(units("network | collectors flush=9s"));
  });

  it("leave every draw of an event as it was when other events are left out", () => {
    const kept = Array.from(shop.source.keys()).filter((row) => row % 3 !== 0);
    const fewer = truthOf({
      time: kept.map((row) => shop.time[row]!),
      session: kept.map((row) => shop.session[row]!),
      ordinal: kept.map((row) => shop.ordinal[row]!),
      names: Array.from({ length: 60 }, (_, s) => `s${s}`),
    });
    const pipeline = pipelineOf("network tail=30% | collectors records=none");
    const all = delays(run(pipeline, shop));
    expect(delays(run(pipeline, fewer))).toEqual(kept.map((row) => all[row]));
  });

  it("move smoothly with a parameter: a longer median delays every event more", () => {
    const short = delays(run(pipelineOf("network"), shop));
    const long = delays(run(pipelineOf("network median=101ms"), shop));
    expect(long.every((delay, i) => delay > short[i]!)).toBe(true);
  });

  it("keep the order inside a flush, and that of copies", () => {
    const { order, live, at, event, copyNumber } = run(
      pipelineOf("collectors n=1 flush=1h | copies share=50% after=0s"),
      shop,
    );
    for (let i = 1; i < live; i++) {
      const [a, b] = [order[i - 1]!, order[i]!];
      if (at[a] !== at[b]) continue;
      const copies = copyNumber[a]! > 0;
      if (copies === copyNumber[b]! > 0) expect(event[a]!).toBeLessThanOrEqual(event[b]!);
      else expect(copies).toBe(false);
    }
  });

  it("account for every row", () => {
    for (const { name } of presets) {
      const traffic = run(
        pipelineOf(`${name} | copies share=10% | loss share=20% | network`),
        shop,
      );
      const arrived = new Set(traffic.order.subarray(0, traffic.live));
      expect(arrived.size).toBe(traffic.live);
      for (let row = 0; row < traffic.rows; row++)
        expect(arrived.has(row)).toBe(traffic.lostBy[row]! < 0);
      for (let i = 1; i < traffic.live; i++)
        expect(traffic.at[traffic.order[i]!]!).toBeGreaterThanOrEqual(
          traffic.at[traffic.order[i - 1]!]!,
        );
    }
  });

  it("say of every disturbance which stage it was, and they add up", () => {
    const pipeline = pipelineOf(
      "offline | unload | network | collectors n=3 flush=5s | retry fail=30% | partitions | copies share=30% | rewind rate=200/h pause=1s | truncate ties=random | batches every=10s | loss share=20%",
    );
    const traffic = run(pipeline, shop);
    const told = new Set<string>();
    for (let row = 0; row < traffic.rows; row++) {
      const found = disturbances(pipeline, traffic, row);
      const waited = found.reduce((sum, { delayMs }) => sum + delayMs, 0);
      const moved = found.reduce((sum, { shiftMs }) => sum + shiftMs, 0);
      const time = traffic.truth.time[traffic.event[row]!]!;
      expect(waited).toBeCloseTo(traffic.at[row]! - time, 2);
      expect(moved).toBeCloseTo(traffic.stamp[row]! - time, 2);
      expect(found.some(({ lost }) => lost)).toBe(traffic.lostBy[row]! >= 0);
      expect(found.some(({ copied }) => copied)).toBe(traffic.parent[row]! >= 0);
      for (const each of found) told.add(tellDisturbance(pipeline, each).replace(/[\d.]+/g, "0"));
    }
    expect([...told].sort()).toMatchInlineSnapshot(`
      [
        "came again 0 s later when its consumer went back",
        "changed places with others of the same timestamp (0 ms earlier)",
        "changed places with others of the same timestamp (0 ms later)",
        "changed places with others of the same timestamp (0 s earlier)",
        "changed places with others of the same timestamp (0 s later)",
        "waited 0 ms for its batch and those before it",
        "waited 0 ms for its consumer to come back",
        "waited 0 ms for the next batch",
        "waited 0 ms in collector 0",
        "waited 0 ms in partition 0",
        "waited 0 s for its consumer to come back",
        "waited 0 s for the next batch",
        "waited 0 s in collector 0",
        "waited 0 s in partition 0",
        "waited for the next upload for 0 h",
        "waited for the next upload for 0 ms",
        "waited for the next upload for 0 s",
        "waited on a device without network for 0 h",
        "waited on a device without network for 0 min",
        "was 0 ms on the way",
        "was 0 s on the way",
        "was lost",
        "was lost while its page was being closed",
        "was sent 0 times more and came 0 ms later",
        "was sent again 0 ms later",
        "was sent again 0 s later",
        "was sent again and came 0 ms later",
        "was sent while its page was being closed and took 0 ms",
        "was sent while its page was being closed and took 0 s",
        "was stamped 0 ms too early, for want of digits",
      ]
    `);
  });

  it("name the collector in which an event waited", () => {
    const pipeline = pipelineOf("collectors n=4 flush=5s");
    const { tags } = run(pipeline, shop);
    const traffic = run(pipeline, shop);
    const [first] = disturbances(pipeline, traffic, 7);
    expect(first).toMatchObject({ stage: 0, mechanism: "collectors", unit: tags[0]!.unit[7] });
    expect(tellDisturbance(pipeline, first!)).toMatch(/^waited \d(\.\d)? m?s in collector [1-4]$/);
  });
});

it("pipelines that delay beyond the end of time end there", () => {
  const pipeline = pipelineOf(
    "skew wild=100% zone=0% far=36000d sigma=10 | network tail=100% alpha=0.01 | collectors",
  );
  const { at, stamp, rows } = run(pipeline, shop);
  for (const column of [at, stamp])
    expect(Math.max(...column.subarray(0, rows))).toBeLessThanOrEqual(8.64e15);
});

describe("truth", () => {
  it("is in the order of time, events of one time as given", () => {
    const truth = truthOf({
      time: [30, 10, 20, 10].map((t) => BEGIN + t),
      session: [0, 1, 0, 0],
      names: ["a", "b"],
    });
    expect(Array.from(truth.source)).toEqual([1, 3, 2, 0]);
    expect(Array.from(truth.ordinal)).toEqual([0, 0, 1, 2]);
  });
});

describe("sorting", () => {
  it("is stable, whatever the runs", () => {
    const next = numbers();
    for (let size = 0; size < 60; size++) {
      const key = Float64Array.from({ length: size }, () => Math.floor(next() * 8));
      const rows = Uint32Array.from({ length: size }, (_, i) => i);
      const expected = Array.from(rows).sort((a, b) => key[a]! - key[b]! || a - b);
      sortRows(rows, size, key);
      expect(Array.from(rows)).toEqual(expected);
    }
  });
});
