import type { Scenario } from "./world.ts";

export const groups: Scenario[] = [
  {
    name: "one member has every task",
    async run(w) {
      await w.topic("t", 4);
      const a = await w.join("a", "g", "t");
      const generation = await a.until((g) => g?.tasks.length === 4);
      w.tell([...generation.owners].map(([task, owner]) => `${task}${owner}`).join(" "));
      w.tell(a.membership.alive());
      await a.membership.leave();
      w.tell(a.membership.alive());
    },
    tells: ["0a 1a 2a 3a", "true", "false"],
  },
  {
    name: "a second member takes half, and each knows the other's",
    async run(w) {
      await w.topic("t", 4);
      const a = await w.join("a", "g", "t");
      await a.until((g) => g?.tasks.length === 4);
      const b = await w.join("b", "g", "t");
      const [ga, gb] = [
        await a.until((g) => g?.tasks.length === 2),
        await b.until((g) => g?.tasks.length === 2),
      ];
      w.tell(ga.id === gb.id, a.revoked.length > 0, a.revoked.includes(true));
      w.tell(ga.tasks, gb.tasks);
      w.tell(gb.owners.get(ga.tasks[0]!));
      await a.membership.leave();
      await b.membership.leave();
    },
    tells: ["true true false", "[0,1] [2,3]", "a"],
  },
  {
    name: "who leaves gives its tasks back",
    async run(w) {
      await w.topic("t", 3);
      const a = await w.join("a", "g", "t");
      await a.until((g) => g?.tasks.length === 3);
      const b = await w.join("b", "g", "t");
      await b.until((g) => g?.tasks.length === 1);
      await a.membership.leave();
      w.tell((await b.until((g) => g?.tasks.length === 3)).tasks);
      await b.membership.leave();
    },
    tells: ["[0,1,2]"],
  },
  {
    name: "joining again is a new generation with the same tasks",
    async run(w) {
      await w.topic("t", 2);
      const a = await w.join("a", "g", "t");
      const first = await a.until((g) => g?.tasks.length === 2);
      a.membership.rejoin();
      const next = await a.until((g) => (g?.id ?? 0) > first.id);
      w.tell(next.tasks, next.memberId === first.memberId);
      await a.membership.leave();
    },
    tells: ["[0,1] true"],
  },
  {
    name: "more members than tasks: the last has none",
    async run(w) {
      await w.topic("t", 1);
      const a = await w.join("a", "g", "t");
      await a.until((g) => g?.tasks.length === 1);
      const b = await w.join("b", "g", "t");
      const [ga, gb] = [
        await a.until((g) => (g?.id ?? 0) > 1),
        await b.until((g) => (g?.id ?? 0) > 1),
      ];
      w.tell([...ga.tasks, ...gb.tasks]);
      await a.membership.leave();
      await b.membership.leave();
    },
    tells: ["[0]"],
  },
  {
    name: "three members share seven tasks",
    async run(w) {
      await w.topic("t", 7);
      const all = [];
      for (const name of ["a", "b", "c"]) all.push(await w.join(name, "g", "t"));
      const shared = await Promise.all(
        all.map((member) => member.until((g) => new Set(g?.owners.values()).size === 3)),
      );
      w.tell(shared.flatMap((g) => g.tasks).sort());
      w.tell(shared.map((g) => g.tasks.length).sort());
      for (const member of all) await member.membership.leave();
    },
    tells: ["[0,1,2,3,4,5,6]", "[2,2,3]"],
  },
];
