import { expect, it } from "vitest";
import { planReading } from "../../../src/records/reading-plan.ts";
import { jsonMessages } from "../../../src/worker/records/json-messages.ts";
import type { MessageReader } from "../../../src/worker/records/message-reader.ts";
import { machinesOf } from "../../stream/logs.ts";
import { onReference, VISITS } from "../patterns.ts";
import { lines, rig, START_MS } from "../rig.ts";

const BUYERS = `pattern buyers on web {
  session gap 60s max 10m
  emits paid { amount: integer }
  start here
  state here { on buy { emit paid { amount } } }
}
`;

it("several patterns on equal events share the decoding of a record: once each, mapped once", async () => {
  const machines = machinesOf(VISITS + BUYERS);
  const automata = machines.map(({ automaton }) => automaton);
  const { vocabularies, indexes } = planReading(automata, {});
  expect(indexes).toEqual([0, 0]);
  const real = jsonMessages({ vocabularies });
  let decoded = 0;
  let mapped = 0;
  const reader: MessageReader = {
    vocabularies,
    prepare: (messages) => real.prepare(messages),
    read(message, from) {
      const record = real.read(message, from);
      decoded++;
      mapped += record.results.length;
      return record;
    },
  };
  const of = rig();
  const patterns = machines.map(onReference);
  const worker = of.work(of.host("w"), { parts: { patterns, reader } });
  const record = { visitor: "v", ts: START_MS, type: "buy", amount: 3 };
  of.feed(
    0,
    Array.from({ length: 30 }, (_, i) => ({ ...record, id: `e${i}` })),
  );
  await of.until(() => lines(of.kafka, "out", 0).length === 60);
  await of.time.until(worker.stop());
  expect(decoded).toBe(30);
  expect(mapped).toBe(30);
});
