import { expect, it } from "vitest";
import { killLoop } from "./kill/loop.ts";

/** `npm run test:kill` does a hundred rounds. */
const version = process.env.PDA_TEST_KAFKA ?? "4.1";

it("workers killed under traffic lose nothing and double nothing", {
  timeout: 900_000,
}, async () => {
  const { rounds, complaints } = await killLoop({
    ...{ version, workers: 3, partitions: 12, rounds: 3, brokerKills: 1 },
    say: (line) => console.log(line),
  });
  expect(complaints).toEqual([]);
  expect(rounds.map(({ lost, doubled, different }) => [lost, doubled, different])).toEqual(
    rounds.map(() => [0, 0, 0]),
  );
});
