import { message, type Scenario, type World } from "./world.ts";

export const positions: Scenario[] = [
  {
    name: "a group without a position has none",
    async run(w) {
      await w.topic("t", 2);
      await w.committed("g", "t");
    },
    tells: ["position []"],
  },
  {
    name: "a position is committed with its transaction",
    async run(w) {
      await w.topic("t");
      const task = await w.open("id");
      task.begin();
      await w.offsets(task, "g", "t", 4);
      await w.committed("g", "t");
      await task.commit();
      await position(w);
    },
    tells: ["position []", "position [[0,4]]"],
  },
  {
    name: "a position is aborted with its transaction",
    async run(w) {
      await w.topic("t");
      const task = await w.open("id");
      task.begin();
      await w.offsets(task, "g", "t", 4);
      await task.commit();
      task.begin();
      await w.offsets(task, "g", "t", 9);
      await task.abort();
      await position(w);
    },
    tells: ["position [[0,4]]"],
  },
  {
    name: "the last position of a transaction counts",
    async run(w) {
      await w.topic("t");
      const task = await w.open("id");
      task.begin();
      await w.offsets(task, "g", "t", 4);
      await w.offsets(task, "g", "t", 6);
      await task.commit();
      await position(w);
    },
    tells: ["position [[0,6]]"],
  },
  {
    name: "a position may go back",
    async run(w) {
      await w.topic("t");
      const task = await w.open("id");
      for (const offset of [6, 2]) {
        task.begin();
        await w.offsets(task, "g", "t", offset);
        await task.commit();
      }
      await position(w);
    },
    tells: ["position [[0,2]]"],
  },
  {
    name: "a position beside a member of the group, by an id of nobody",
    async run(w) {
      await w.topic("t");
      const member = await w.join("a", "g", "t");
      await member.until((g) => g?.tasks.length === 1);
      const task = await w.open("id");
      task.begin();
      await w.tells("offsets", w.offsets(task, "g", "t", 7));
      await task.commit();
      await position(w);
      await member.membership.leave();
    },
    tells: ["offsets ok", "position [[0,7]]"],
  },
  {
    name: "reading at the end gives nothing, beyond it fails",
    async run(w) {
      await w.topic("t");
      const task = await w.open("id");
      await w.write(task, "t", "a");
      await w.settled("t");
      await w.read("t", "committed", 2);
      const reader = w.ground.transport.reader("committed");
      const limits = { maxBytes: 1000, maxBytesPerPartition: 1000, maxWaitMs: 10 };
      await w.tells("beyond", reader.fetch([{ ...w.at("t"), offset: 3 }], limits));
      await reader.close();
    },
    tells: ["reads  next 2", "beyond truncated"],
  },
  {
    name: "a truncated partition begins later, and reading before that fails",
    async run(w) {
      await w.topic("t");
      const task = await w.open("id");
      for (const value of ["a", "b", "c"]) await w.write(task, "t", value);
      await w.settled("t");
      await w.ground.transport.admin.truncate(w.at("t"), 3);
      await w.edges("t");
      await w.read("t");
      const reader = w.ground.transport.reader("committed");
      const limits = { maxBytes: 1000, maxBytesPerPartition: 1000, maxWaitMs: 10 };
      await w.tells("before", reader.fetch([{ ...w.at("t"), offset: 1 }], limits));
      await reader.close();
    },
    tells: ["edges [3,6,6]", "reads 4:c next 6", "before truncated"],
  },
  {
    name: "an offset by time; a marker has the broker's own",
    async run(w) {
      await w.topic("t");
      const task = await w.open("id");
      task.begin();
      for (const ms of [1000, 2000, 3000]) {
        await task.send(w.at("t"), [{ ...message(`${ms}`), timestampMs: 1_700_000_000_000 + ms }]);
      }
      await task.commit();
      await w.settled("t");
      const { admin } = w.ground.transport;
      for (const ms of [0, 2000, 2001, 9000]) {
        const edge = { timestampMs: 1_700_000_000_000 + ms };
        w.tell(ms, await admin.offset(w.at("t"), edge, "committed"));
      }
    },
    tells: ["0 0", "2000 1", "2001 2", "9000 3"],
  },
  {
    name: "keys, headers, times and deletions come back as they went",
    async run(w) {
      await w.topic("t");
      const task = await w.open("id");
      task.begin();
      await task.send(w.at("t"), [
        {
          ...message("v", "k"),
          headers: [
            ["h", Buffer.from("1")],
            ["h", Buffer.from("2")],
            ["empty", Buffer.alloc(0)],
          ],
        },
        message(null, "gone"),
      ]);
      await task.commit();
      await w.settled("t");
      const reader = w.ground.transport.reader("committed");
      const limits = { maxBytes: 10_000, maxBytesPerPartition: 10_000, maxWaitMs: 10 };
      const [answer] = await reader.fetch([{ ...w.at("t"), offset: 0 }], limits);
      for (const m of answer!.messages) {
        const text = (bytes: Uint8Array | null) => bytes && Buffer.from(bytes).toString();
        const headers = m.headers.map(([name, value]) => [name, text(value)]);
        w.tell(text(m.key) ?? "", text(m.value), headers, m.timestampMs);
      }
      await reader.close();
    },
    tells: ['k v [["h","1"],["h","2"],["empty",""]] 1700000000000', "gone null [] 1700000000000"],
  },
  {
    name: "a topic is created once, counted, configured and deleted",
    async run(w) {
      const { admin } = w.ground.transport;
      const spec = { topic: w.name("t"), partitions: 3, config: { "cleanup.policy": "compact" } };
      w.tell((await admin.createTopics([spec])).length, (await admin.createTopics([spec])).length);
      w.tell([...(await admin.partitions([spec.topic, w.name("other")])).values()]);
      w.tell((await admin.config(spec.topic)).get("cleanup.policy"));
      await admin.deleteTopic(spec.topic);
      await w.ground.sleep(300);
      w.tell([...(await admin.partitions([spec.topic])).values()]);
    },
    tells: ["1 0", "[3]", "compact", "[]"],
  },
];

/** Where the group stands once the markers of what was decided are written. */
async function position(w: World): Promise<void> {
  await w.ground.sleep(300);
  await w.committed("g", "t");
}
