import { describe, expect, it } from "vitest";
import { compile } from "../../../../src/compile.ts";
import { modelKafka } from "../../../../src/worker/model/kafka.ts";
import { virtualTime } from "../../../../src/worker/model/time.ts";
import { avroMessages } from "../../../../src/worker/records/avro-messages.ts";
import { publishSchemas } from "../../../../src/worker/records/schemas/publish.ts";
import { topicSchemas } from "../../../../src/worker/records/schemas/topic.ts";
import { field, HEAD, head, record, written } from "../avro.ts";
import { clicks, glance, shop, stored } from "../messages.ts";
import { BOUGHT, BUY, PATTERN, VALUE } from "./bought.ts";

describe("schemas from a compacted topic", () => {
  it("are known at the start, or come while records wait for them, or do not", async () => {
    const time = virtualTime(1_000);
    const kafka = modelKafka(time);
    const { transport, clock } = kafka.host("worker");
    const later = record(...HEAD, field("price", "double"));
    const never = record(...HEAD, field("price", "int"));
    const story = async () => {
      await transport.admin.createTopics([{ topic: "schemas", partitions: 2 }]);
      const producer = await transport.openTask({
        transactionalId: "w",
        transactionTimeoutMs: 60_000,
      });
      const put = async (partition: number, value: unknown) => {
        producer.begin();
        const text = typeof value === "string" ? value : JSON.stringify(value);
        const message = {
          key: Buffer.from("k"),
          value: Buffer.from(text),
          headers: [],
          timestampMs: 1,
        };
        await producer.send({ topic: "schemas", partition }, [message]);
        await producer.commit();
      };
      await put(0, "nonsense");
      await put(1, BUY);
      await clock.sleep(50);
      const schemas = topicSchemas({ transport, topic: "schemas", clock, waitMs: 5_000 });
      await schemas.readOn();
      expect(schemas.faults).toEqual([
        expect.stringMatching(/^schemas-0@0: The schema is no JSON/),
      ]);
      const reader = avroMessages({ vocabularies: [shop], framing: "single object", schemas });
      const known = stored(VALUE);
      expect(reader.prepare([known])).toBe(null);
      expect(glance(reader.read(known, clicks))).toBe(BOUGHT);

      const early = stored(written(later, { ...head, price: 9.5 }));
      const waiting = reader.prepare([known, early]);
      await clock.sleep(1_000);
      await put(0, later);
      await waiting;
      expect(glance(reader.read(early, clicks))).toBe(BOUGHT);

      const lost = stored(written(never, { ...head, price: 1 }));
      const from = clock.nowMs();
      await reader.prepare([lost]);
      expect(clock.nowMs() - from).toBeGreaterThanOrEqual(5_000);
      expect(glance(reader.read(lost, clicks))).toMatch(/^unknown schema: /);
      // Others are not waited for meanwhile: damage must not stall what is behind it.
      const damage = stored(
        Buffer.concat([lost.value!.slice(0, 9), Buffer.from([77]), lost.value!.slice(10)]),
      );
      const before = clock.nowMs();
      await reader.prepare([damage]);
      expect(clock.nowMs() - before).toBeLessThan(1_000);
      expect(glance(reader.read(damage, clicks))).toMatch(/^unknown schema: /);
      // Not waited for again at once.
      expect(reader.prepare([lost])).toBe(null);
      await clock.sleep(61_000);
      const again = reader.prepare([lost]);
      expect(again).not.toBe(null);
      await again;
      await schemas.close();
      await transport.close();
    };
    await time.until(story());
  });

  it("are those of a pattern's outputs, once they are published there", async () => {
    const time = virtualTime(1_000);
    const { transport, clock } = modelKafka(time).host("init");
    const { patterns } = compile({ main: { name: "p.pda", text: PATTERN }, load: () => null });
    const automata = patterns.map(({ automaton }) => automaton);
    const options = { transport, clock, topic: "schemas", application: "app", automata };
    const published = await time.until(publishSchemas(options));
    expect(published).toEqual([expect.stringMatching(/^[0-9a-f]{16}$/)]);
    await time.pass(1_000);
    expect(await time.until(publishSchemas(options))).toEqual([]);
    const schemas = topicSchemas({ transport, topic: "schemas", clock });
    await time.until(schemas.fetch(published));
    expect(schemas.find(published[0]!)?.label).toBe("pda.p.found (schemas-0@0)");
  });

  it("of a topic that there is not, is a failure that says so", async () => {
    const time = virtualTime(1_000);
    const { transport, clock } = modelKafka(time).host("worker");
    await expect(
      time.until(topicSchemas({ transport, topic: "schemas", clock }).fetch(["7"])),
    ).rejects.toMatchObject({
      kind: "missing",
      message: "there is no topic schemas, which schemas are read from",
    });
  });
});
