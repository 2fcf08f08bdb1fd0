import { expect, it } from "vitest";
import { OutputComparison } from "../../../src/worker/ops/replay/compare.ts";
import type { TimeMark } from "../../../src/worker/ops/replay/marks.ts";
import { noReplay, type Replayed, replayTask } from "../../../src/worker/ops/replay/replay.ts";
import { deadWriter } from "../../../src/worker/records/dead-messages.ts";
import { jsonMessages } from "../../../src/worker/records/json-messages.ts";
import { outputWriter } from "../../../src/worker/records/output-writer.ts";
import type { Message, StoredMessage } from "../../../src/worker/transport.ts";
import { onReference, visitsMachine } from "../patterns.ts";

const START = Date.UTC(2025, 0, 1);

const stored = (offset: number, type: string, atMs: number, more: object = {}): StoredMessage => ({
  key: Buffer.from("v"),
  value: Buffer.from(JSON.stringify({ visitor: "v", ts: START + atMs, type, ...more })),
  headers: [],
  offset,
  timestampMs: 0,
  brokerTime: false,
});

async function replayed(
  batches: readonly (readonly StoredMessage[])[],
  marks: readonly TimeMark[] = [],
) {
  const machine = visitsMachine();
  const { vocabulary } = machine.automaton;
  const parts = {
    patterns: [onReference(machine)],
    reader: jsonMessages({ vocabularies: [vocabulary] }),
    outputs: outputWriter({ "*": "out" }),
    dead: deadWriter({ application: "app" }),
    disorderMs: 0,
    aheadMs: null,
  };
  async function* messages() {
    yield* batches;
  }
  const counts = noReplay();
  const found: Replayed[] = [];
  const from = { topic: "in", partition: 0 };
  for await (const one of replayTask(parts, [{ from, messages: messages() }], marks, counts))
    found.push(one);
  const names = found.map(({ message }) => {
    const { output } = JSON.parse(Buffer.from(message.value!).toString()) as { output: string };
    return output;
  });
  return { found, names, counts };
}

it("gives the same however the records come in batches, each output behind its record", async () => {
  const records = [
    stored(0, "look", 0, { page: "a" }),
    stored(3, "look", 1_000, { page: "b" }),
    stored(4, "nonsense", 2_000),
  ];
  const together = await replayed([records]);
  const apart = await replayed(records.map((one) => [one]));
  expect(together.counts.records).toBe(3);
  expect(apart.names).toEqual(together.names);
  expect(apart.found.map(({ message }) => message)).toEqual(
    together.found.map(({ message }) => message),
  );
  expect(apart.found.map(({ offset }) => offset)).toEqual(
    [...apart.found.keys()].map((at) => [0, 3][at]),
  );
});

it("lets time move on where the worker did without a record", async () => {
  const records = [
    [stored(0, "look", 0, { page: "a" })],
    [stored(1, "look", 60_000, { page: "b" })],
  ];
  const idle = { offsets: [1], timesMs: [START + 30_000] };
  const without = await replayed(records.slice(0, 1));
  expect(without.names).not.toContain("forgotten");
  const marked = await replayed(records.slice(0, 1), [idle]);
  expect(marked.names).toContain("forgotten");
  const later = await replayed(records, [idle]);
  expect(later.found.find((_, at) => later.names[at] === "forgotten")?.offset).toBe(0);
});

const output = (id: string, value: string): Message => ({
  key: null,
  value: Buffer.from(value),
  headers: [["pda.id", Buffer.from(id)]],
  timestampMs: 0,
});

it("tells what is missing, twice, changed or of nobody", () => {
  const comparison = new OutputComparison();
  for (const [topic, id, value] of [
    ["t", "same", "1"],
    ["t", "twice", "2"],
    ["t", "twice", "2"],
    ["t", "changed", "3"],
    ["u", "moved", "4"],
    ["t", "extra", "5"],
  ] as const) {
    comparison.found(topic, output(id, value));
  }
  comparison.found("t", { ...output("x", "of another program"), headers: [] });
  comparison.expect("t", output("same", "1"), true);
  comparison.expect("t", output("twice", "2"), true);
  comparison.expect("t", output("changed", "0"), true);
  comparison.expect("t", output("moved", "4"), true);
  comparison.expect("t", output("missing", "6"), true);
  comparison.expect("t", output("not committed yet", "7"), false);
  comparison.end();
  expect(comparison.equal).toBe(2);
  expect(comparison.differences.map(({ kind, id }) => `${kind} ${id}`)).toEqual([
    "twice twice",
    "changed changed",
    "changed moved",
    "missing missing",
    "extra extra",
  ]);
});
