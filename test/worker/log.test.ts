import { describe, expect, it } from "vitest";
import { modelKafka } from "../../src/worker/model/kafka.ts";
import { createLog, type Log } from "../../src/worker/model/log.ts";
import { virtualTime } from "../../src/worker/model/time.ts";

const writing = (log: Log, producerId: string, epoch = 0) => {
  let firstSequence = 0;
  return (key: string, value: string | null): void => {
    const message = {
      key: Buffer.from(key),
      value: value === null ? null : Buffer.from(value),
      timestampMs: 0,
      headers: [],
    };
    log.append({ producerId, epoch, firstSequence: firstSequence++, messages: [message] });
  };
};

const shown = (log: Log): string[] =>
  log
    .read(log.start, false, 1e6)
    .records.map((r) => `${r.offset}${r.isControlRecord ? "-" : `${r.key}=${r.value}`}`);

describe("compaction", () => {
  it("keeps the last of each key, and each producer's last batch, emptied", () => {
    const log = createLog();
    const [x, y] = [writing(log, "x"), writing(log, "y")];
    x("k", "1");
    log.mark("x", 0, "commit", 0);
    y("k", "2");
    y("l", "3");
    log.mark("y", 0, "commit", 0);
    log.compact(log.end, 0, 1000);
    expect(shown(log)).toEqual(["0-", "1-", "2k=2", "3l=3", "4-"]);
  });

  it("drops what was aborted, and deletions after their time", () => {
    const log = createLog();
    const x = writing(log, "x");
    x("k", "1");
    log.mark("x", 0, "commit", 0);
    x("k", null);
    log.mark("x", 0, "commit", 0);
    x("k", "never");
    log.mark("x", 0, "abort", 0);
    log.compact(4, 0, 1000);
    expect(shown(log).slice(0, 3)).toEqual(["1-", "2k=null", "3-"]);
    log.compact(4, 2000, 1000);
    expect(shown(log).slice(0, 2)).toEqual(["1-", "3-"]);
  });

  it("leaves an open transaction alone", () => {
    const log = createLog();
    const x = writing(log, "x");
    x("k", "1");
    x("k", "2");
    log.compact(log.end, 0, 0);
    expect(shown(log)).toEqual(["0k=1", "1k=2"]);
  });
});

describe("numbers of records", () => {
  it("a repeated batch is taken once, a gap and an old epoch are refused", () => {
    const log = createLog();
    const message = { key: null, value: null, timestampMs: 0, headers: [] };
    const append = (epoch: number, firstSequence: number) =>
      log.append({ producerId: "x", epoch, firstSequence, messages: [message] });
    append(0, 0);
    append(0, 0);
    expect(log.end).toBe(1);
    expect(() => append(0, 2)).toThrow("OUT_OF_ORDER_SEQUENCE_NUMBER");
    append(1, 0);
    expect(() => append(0, 1)).toThrow("INVALID_PRODUCER_EPOCH");
  });
});

describe("a host", () => {
  it("that stands still goes on where it was, and one that ended never does", async () => {
    const time = virtualTime(0);
    const kafka = modelKafka(time);
    const [a, b] = [kafka.host("a"), kafka.host("b")];
    const done: string[] = [];
    for (const [name, host] of Object.entries({ a, b })) {
      host.clock.sleep(100).then(() => done.push(`${name} ${time.nowMs()}`));
    }
    a.pause();
    b.kill();
    await time.pass(500);
    expect(done).toEqual([]);
    a.resume();
    await time.pass(1);
    expect(done).toEqual(["a 500"]);
  });

  it("finds nobody while the brokers are down", async () => {
    const time = virtualTime(0);
    const kafka = modelKafka(time);
    const { transport } = kafka.host("a");
    kafka.down(1_000);
    const task = transport.openTask({ transactionalId: "id", transactionTimeoutMs: 1_000 });
    await time.until(task);
    expect(time.nowMs()).toBeGreaterThanOrEqual(1_000);
    kafka.down(60_000);
    const other = transport.openTask({ transactionalId: "id", transactionTimeoutMs: 1_000 });
    await expect(time.until(other)).rejects.toThrow("connection refused");
  });
});
