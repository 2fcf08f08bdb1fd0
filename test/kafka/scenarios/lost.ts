import type { Scenario } from "./world.ts";

export const lost: Scenario[] = [
  {
    name: "the answer to a send: sent again, there once",
    async run(w) {
      await w.topic("t");
      const task = await w.open("id");
      task.begin();
      w.ground.lose("produce");
      await w.tells("send", w.send(task, "t", "a"));
      await w.send(task, "t", "b");
      await task.commit();
      await w.settled("t");
      await w.read("t");
    },
    tells: ["send ok", "reads 0:a 1:b next 3"],
  },
  {
    name: "the answer to a commit: unknown, and read back by the next owner",
    async run(w) {
      await w.topic("t");
      const task = await w.open("id");
      task.begin();
      await w.send(task, "t", "a");
      w.ground.lose("endTxn");
      await w.tells("commit", task.commit());
      await task.close();
      await w.open("id");
      await w.edges("t");
      await w.read("t");
    },
    tells: ["commit unknown", "edges [0,2,2]", "reads 0:a next 2"],
  },
  {
    name: "the answer to an abort: unknown, and the next owner finds nothing",
    async run(w) {
      await w.topic("t");
      const task = await w.open("id");
      task.begin();
      await w.send(task, "t", "a");
      w.ground.lose("endTxn");
      await w.tells("abort", task.abort());
      await task.close();
      await w.open("id");
      await w.read("t");
    },
    tells: ["abort unknown", "reads  next 2"],
  },
  {
    name: "the answer to taking over: asked again, and later than itself",
    async run(w) {
      await w.topic("t");
      w.ground.lose("initProducerId");
      const task = await w.open("id");
      await w.write(task, "t", "a");
      await w.settled("t");
      await w.read("t");
    },
    tells: ["reads 0:a next 2"],
  },
  positionLost("the answer to adding a group: asked again", "addOffsetsToTxn"),
  positionLost("the answer to a position: asked again", "txnOffsetCommit"),
];

function positionLost(name: string, answer: "addOffsetsToTxn" | "txnOffsetCommit"): Scenario {
  return {
    name,
    async run(w) {
      await w.topic("t");
      const task = await w.open("id");
      task.begin();
      w.ground.lose(answer);
      await w.tells("offsets", w.offsets(task, "g", "t", 3));
      await task.commit();
      await w.ground.sleep(300);
      await w.committed("g", "t");
    },
    tells: ["offsets ok", "position [[0,3]]"],
  };
}
