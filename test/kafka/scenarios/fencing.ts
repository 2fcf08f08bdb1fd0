import type { TaskProducer } from "../../../src/worker/transport.ts";
import type { Scenario, World } from "./world.ts";

export const fencing: Scenario[] = [
  {
    name: "the older owner of an id cannot send",
    async run(w) {
      await w.topic("t");
      const old = await w.open("id");
      await w.write(old, "t", "a");
      await w.open("id");
      old.begin();
      await w.tells("send", w.send(old, "t", "b"));
      await w.tells("commit", old.commit());
      await w.settled("t");
      await w.read("t");
    },
    tells: ["send fenced", "commit fenced", "reads 0:a next 2"],
  },
  fencedInTransaction("send on in its open transaction", "send", (w, old) =>
    w.tells("send", w.send(old, "t", "b")),
  ),
  fencedInTransaction("commit its open transaction", "commit", (w, old) =>
    w.tells("commit", old.commit()),
  ),
  {
    name: "the older owner cannot abort the newer one's transaction",
    async run(w) {
      await w.topic("t");
      const old = await w.open("id");
      old.begin();
      await w.send(old, "t", "a");
      const next = await w.open("id");
      next.begin();
      await w.send(next, "t", "b");
      await w.tells("abort", old.abort());
      await w.tells("commit", next.commit());
      await w.settled("t");
      await w.read("t");
    },
    tells: ["abort fenced", "commit ok", "reads 2:b next 4"],
  },
  {
    name: "the older owner cannot move the group's position",
    async run(w) {
      await w.topic("t");
      const old = await w.open("id");
      const next = await w.open("id");
      old.begin();
      await w.tells("offsets", w.offsets(old, "g", "t", 9));
      next.begin();
      await w.offsets(next, "g", "t", 1);
      await next.commit();
      await w.ground.sleep(300);
      await w.committed("g", "t");
    },
    tells: ["offsets fenced", "position [[0,1]]"],
  },
  {
    name: "taking over decides what was open before it answers",
    async run(w) {
      await w.topic("t");
      const old = await w.open("id");
      old.begin();
      await w.send(old, "t", "a");
      await w.edges("t");
      await w.open("id");
      await w.edges("t");
    },
    tells: ["edges [0,0,1]", "edges [0,2,2]"],
  },
  {
    name: "taking over while a commit is being written lets it be",
    async run(w) {
      await w.topic("t");
      const old = await w.open("id");
      old.begin();
      await w.send(old, "t", "a");
      await old.commit();
      await w.open("id");
      await w.edges("t");
      await w.read("t");
    },
    tells: ["edges [0,2,2]", "reads 0:a next 2"],
  },
  {
    name: "each taking over has a later epoch of one producer",
    async run(w) {
      const first = await w.open("id");
      const second = await w.open("id");
      const third = await w.open("id");
      w.tell(first.producerId === third.producerId);
      w.tell(first.epoch < second.epoch && second.epoch < third.epoch);
    },
    tells: ["true", "true"],
  },
  {
    name: "two ids do not know of each other",
    async run(w) {
      await w.topic("t");
      const [x, y] = [await w.open("x"), await w.open("y")];
      for (const [task, value] of [
        [x, "x"],
        [y, "y"],
        [x, "x"],
      ] as const) {
        await w.write(task, "t", value);
        await w.settled("t");
      }
      await w.settled("t");
      await w.read("t");
    },
    tells: ["reads 0:x 2:y 4:x next 6"],
  },
  {
    name: "a transaction that took too long is aborted, and its owner fenced",
    async run(w) {
      await w.topic("t");
      const task = await w.open("id", 1_000);
      task.begin();
      await w.send(task, "t", "a");
      await w.ground.sleep(2_500);
      await w.settled("t");
      await w.tells("send", w.send(task, "t", "b"));
      await w.tells("commit", task.commit());
      await w.settled("t");
      await w.read("t");
    },
    tells: ["send fenced", "commit fenced", "reads  next 2"],
  },
  {
    name: "a transaction that took too long leaves the group's position",
    async run(w) {
      await w.topic("t");
      const task = await w.open("id", 1_000);
      task.begin();
      await w.offsets(task, "g", "t", 5);
      await w.ground.sleep(2_500);
      await w.tells("commit", task.commit());
      await w.committed("g", "t");
    },
    tells: ["commit fenced", "position []"],
  },
  {
    name: "an idle producer does not time out",
    async run(w) {
      await w.topic("t");
      const task = await w.open("id", 1_000);
      await w.ground.sleep(2_500);
      await w.write(task, "t", "a");
      await w.settled("t");
      await w.read("t");
    },
    tells: ["reads 0:a next 2"],
  },
  {
    name: "a failed producer takes nothing more",
    async run(w) {
      await w.topic("t");
      const old = await w.open("id");
      await w.open("id");
      old.begin();
      await w.tells("send", w.send(old, "t", "a"));
      await w.tells("abort", old.abort());
      await w.tells("begin", (async () => old.begin())());
    },
    tells: ["send fenced", "abort ok", "begin threw Error: ID: the transaction is over, not idle"],
  },
];

/** What the older owner tries in a transaction that was open when the newer one took over. */
function fencedInTransaction(
  what: string,
  attempted: string,
  attempt: (w: World, old: TaskProducer) => Promise<unknown>,
): Scenario {
  return {
    name: `the older owner cannot ${what}`,
    async run(w) {
      await w.topic("t");
      const old = await w.open("id");
      old.begin();
      await w.send(old, "t", "a");
      await w.open("id");
      await attempt(w, old);
      await w.settled("t");
      await w.read("t");
    },
    tells: [`${attempted} fenced`, "reads  next 2"],
  };
}
