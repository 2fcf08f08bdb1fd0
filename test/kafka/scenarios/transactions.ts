import { message, type Scenario } from "./world.ts";

export const transactions: Scenario[] = [
  {
    name: "a committed transaction is read, and its marker takes an offset",
    async run(w) {
      await w.topic("t");
      const task = await w.open("id");
      await w.write(task, "t", "a", "b");
      await w.settled("t");
      await w.read("t");
      await w.edges("t");
    },
    tells: ["reads 0:a 1:b next 3", "edges [0,3,3]"],
  },
  {
    name: "an aborted transaction is not read, but seen uncommitted",
    async run(w) {
      await w.topic("t");
      const task = await w.open("id");
      task.begin();
      await w.send(task, "t", "a");
      await w.tells("abort", task.abort());
      await w.settled("t");
      await w.read("t");
      await w.read("t", "uncommitted");
    },
    tells: ["abort ok", "reads  next 2", "sees 0:a next 2"],
  },
  {
    name: "an open transaction holds the last stable offset back",
    async run(w) {
      await w.topic("t");
      const task = await w.open("id");
      await w.write(task, "t", "a");
      await w.settled("t");
      task.begin();
      await w.send(task, "t", "b");
      await w.edges("t");
      await w.read("t");
      await task.commit();
      await w.settled("t");
      await w.read("t");
    },
    tells: ["edges [0,2,3]", "reads 0:a next 2", "reads 0:a 2:b next 4"],
  },
  {
    name: "one producer's open transaction hides another's committed one",
    async run(w) {
      await w.topic("t");
      const [x, y] = [await w.open("x"), await w.open("y")];
      x.begin();
      await w.send(x, "t", "x");
      await w.write(y, "t", "y");
      await w.ground.sleep(300); // its marker
      await w.edges("t");
      await w.read("t");
      await x.commit();
      await w.settled("t");
      await w.read("t");
    },
    tells: ["edges [0,0,3]", "reads  next 0", "reads 0:x 1:y next 4"],
  },
  {
    name: "a transaction of two partitions is in both or in none",
    async run(w) {
      await w.topic("t", 2);
      const task = await w.open("id");
      task.begin();
      await Promise.all([0, 1].map((p) => task.send(w.at("t", p), [message(`p${p}`)])));
      await task.abort();
      task.begin();
      await Promise.all([0, 1].map((p) => task.send(w.at("t", p), [message(`q${p}`)])));
      await task.commit();
      await w.settled("t", 0);
      await w.settled("t", 1);
      await w.edges("t", 0);
      await w.edges("t", 1);
      await w.read("t");
    },
    tells: ["edges [0,4,4]", "edges [0,4,4]", "reads 2:q0 next 4"],
  },
  {
    name: "an empty transaction leaves nothing",
    async run(w) {
      await w.topic("t");
      const task = await w.open("id");
      task.begin();
      await w.tells("commit", task.commit());
      task.begin();
      await w.tells("abort", task.abort());
      await w.edges("t");
    },
    tells: ["commit ok", "abort ok", "edges [0,0,0]"],
  },
  {
    name: "twenty transactions one after the other, without a pause",
    async run(w) {
      await w.topic("t");
      const task = await w.open("id");
      for (let i = 0; i < 20; i++) await w.write(task, "t", `${i}`);
      await w.settled("t");
      await w.edges("t");
    },
    tells: ["edges [0,40,40]"],
  },
  {
    name: "commit after abort after commit",
    async run(w) {
      await w.topic("t");
      const task = await w.open("id");
      await w.write(task, "t", "a");
      task.begin();
      await w.send(task, "t", "b");
      await task.abort();
      await w.write(task, "t", "c");
      await w.settled("t");
      await w.read("t");
    },
    tells: ["reads 0:a 4:c next 6"],
  },
  {
    name: "several sends to one partition keep their order",
    async run(w) {
      await w.topic("t");
      const task = await w.open("id");
      task.begin();
      for (const value of ["a", "b", "c"]) await w.send(task, "t", value);
      await task.commit();
      await w.settled("t");
      await w.read("t");
    },
    tells: ["reads 0:a 1:b 2:c next 4"],
  },
  {
    name: "two interleaved aborted producers, the later one ended first",
    async run(w) {
      await w.topic("t");
      const [x, y] = [await w.open("x"), await w.open("y")];
      x.begin();
      y.begin();
      await w.send(x, "t", "x1");
      await w.send(y, "t", "y1");
      await y.abort();
      await w.ground.sleep(300);
      await w.send(x, "t", "x2");
      await x.abort();
      await w.settled("t");
      await w.write(x, "t", "x3");
      await w.settled("t");
      await w.read("t");
      await w.read("t", "committed", 1);
    },
    tells: ["reads 5:x3 next 7", "reads 5:x3 next 7"],
  },
  {
    name: "reading from inside two aborted transactions",
    async run(w) {
      await w.topic("t");
      const [x, y] = [await w.open("x"), await w.open("y")];
      x.begin();
      y.begin();
      for (const i of [1, 2]) {
        await w.send(x, "t", `x${i}`);
        await w.send(y, "t", `y${i}`);
      }
      await x.abort();
      await y.abort();
      await w.settled("t");
      await w.read("t", "committed", 2);
      await w.read("t", "uncommitted", 2);
    },
    tells: ["reads  next 6", "sees 2:x2 3:y2 next 6"],
  },
  {
    name: "two transactions of one producer, one aborted and one committed",
    async run(w) {
      await w.topic("t");
      const task = await w.open("id");
      for (const [value, commit] of [
        ["a", false],
        ["b", true],
        ["c", false],
      ] as const) {
        task.begin();
        await w.send(task, "t", value);
        await (commit ? task.commit() : task.abort());
      }
      await w.settled("t");
      await w.read("t");
    },
    tells: ["reads 2:b next 6"],
  },
  {
    name: "a topic that is not there",
    async run(w) {
      const task = await w.open("id");
      task.begin();
      await w.tells("send", w.send(task, "nowhere", "a"));
      const reader = w.ground.transport.reader("committed");
      const limits = { maxBytes: 1000, maxBytesPerPartition: 1000, maxWaitMs: 10 };
      await w.tells("fetch", reader.fetch([{ ...w.at("nowhere"), offset: 0 }], limits));
      await reader.close();
    },
    tells: ["send missing", "fetch missing"],
  },
  {
    name: "a partition that is not there",
    async run(w) {
      await w.topic("t");
      const task = await w.open("id");
      task.begin();
      await w.tells("send", task.send(w.at("t", 7), [message("a")]));
    },
    tells: ["send missing"],
  },
];
