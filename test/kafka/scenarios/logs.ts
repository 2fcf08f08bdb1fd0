import { message, type Scenario, type World } from "./world.ts";

/** What a broker does to records by itself. */
export const logs: Scenario[] = [
  {
    name: "a topic with the broker's own time: whatever the producer says",
    async run(w) {
      await w.topic("t", 1, { "message.timestamp.type": "LogAppendTime" });
      const task = await w.open("id");
      await w.write(task, "t", "a");
      await w.settled("t");
      const reader = w.ground.transport.reader("committed");
      const limits = { maxBytes: 10_000, maxBytesPerPartition: 10_000, maxWaitMs: 10 };
      const [answer] = await reader.fetch([{ ...w.at("t"), offset: 0 }], limits);
      for (const { brokerTime, timestampMs } of answer!.messages)
        w.tell(brokerTime, timestampMs > message("").timestampMs);
      await reader.close();
    },
    tells: ["true true"],
  },
  {
    name: "compaction leaves each key's last record, deletions, and nothing that was aborted",
    async run(w) {
      await w.topic("t", 1, {
        "cleanup.policy": "compact",
        "segment.ms": "100",
        "min.cleanable.dirty.ratio": "0.001",
        "delete.retention.ms": "3600000",
        "min.compaction.lag.ms": "0",
        "max.compaction.lag.ms": "100",
      });
      await one(w, "0", "k");
      await one(w, "1", "k");
      await one(w, "x", "gone");
      await one(w, null, "gone");
      const task = await w.open("id");
      task.begin();
      await task.send(w.at("t"), [message("9", "k")]);
      await task.abort();
      await task.close();
      // Of what is behind them nothing is compacted yet: it is the segment that is written.
      for (const key of ["p", "q", "r"]) await one(w, key, key);
      await w.settled("t");
      await w.ground.compacted(w.at("t"), 5);
      await w.read("t", "uncommitted", 0);
      await w.read("t");
    },
    tells: ["sees 2:1 6:null 10:p 12:q 14:r next 16", "reads 2:1 6:null 10:p 12:q 14:r next 16"],
  },
];

/** One transaction by a task of its own, and some time. */
async function one(w: World, value: string | null, key: string): Promise<void> {
  const task = await w.open("id");
  task.begin();
  await task.send(w.at("t"), [message(value, key)]);
  await task.commit();
  await task.close();
  await w.ground.sleep(150);
}
