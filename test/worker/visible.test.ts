import { describe, expect, it } from "vitest";
import type { WirePartition, WireRecord } from "../../src/worker/protocol/requests.ts";
import { visible } from "../../src/worker/protocol/visible.ts";

const record = (offset: number, producerId: string, key: Buffer | null = null): WireRecord => ({
  offset,
  timestampMs: 0,
  brokerTime: false,
  key,
  value: null,
  headers: [],
  isControlRecord: false,
  batchContext: { producerId, inTransaction: producerId !== "-1" },
});

const marker = (offset: number, producerId: string, type: 0 | 1): WireRecord => ({
  ...record(offset, producerId, Buffer.from([0, 0, 0, type])),
  isControlRecord: true,
});

const answer = (messages: WireRecord[], aborted: [string, number][]): WirePartition => ({
  partition: 0,
  errorCode: 0,
  highWatermark: "99",
  lastStableOffset: "99",
  lastStartOffset: "0",
  abortedTransactions: aborted.map(([producerId, first]) => ({
    producerId,
    firstOffset: String(first),
  })),
  messages,
});

const offsets = (of: WirePartition, committed = true): number[] =>
  visible(of, committed).map(({ offset }) => offset);

describe("what a committed reader sees", () => {
  it("not two aborted producers, listed in the order of their markers", () => {
    const log = [record(0, "x"), record(1, "y"), record(2, "y"), marker(3, "y", 0)];
    const rest = [record(4, "x"), marker(5, "x", 0), record(6, "x"), marker(7, "x", 1)];
    const aborted: [string, number][] = [
      ["y", 1],
      ["x", 0],
    ];
    expect(offsets(answer([...log, ...rest], aborted))).toEqual([6]);
  });

  it("not what lies inside two transactions that began before the position", () => {
    const log = [record(10, "x"), record(11, "y"), marker(12, "x", 0), marker(13, "y", 0)];
    const aborted: [string, number][] = [
      ["x", 2],
      ["y", 3],
    ];
    expect(offsets(answer(log, aborted))).toEqual([]);
  });

  it("not the rest of an aborted transaction that holds a key of four zero bytes", () => {
    const log = [record(0, "x", Buffer.alloc(4)), record(1, "x"), marker(2, "x", 0)];
    expect(offsets(answer(log, [["x", 0]]))).toEqual([]);
  });

  it("two aborted transactions of one producer, and what it committed between them", () => {
    const log = [record(0, "x"), marker(1, "x", 0), record(2, "x"), marker(3, "x", 1)];
    const rest = [record(4, "x"), marker(5, "x", 0)];
    expect(
      offsets(
        answer(
          [...log, ...rest],
          [
            ["x", 0],
            ["x", 4],
          ],
        ),
      ),
    ).toEqual([2]);
  });

  it("records outside of transactions, always; control records, never", () => {
    const log = [record(0, "x"), record(1, "-1"), marker(2, "x", 0)];
    expect(offsets(answer(log, [["x", 0]]))).toEqual([1]);
    expect(offsets(answer(log, [["x", 0]]), false)).toEqual([0, 1]);
  });
});
