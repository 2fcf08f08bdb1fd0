import { describe } from "vitest";
import { describeShards } from "./shards.ts";

describe("shards of even number", () => {
  describeShards(1, 2);
});
