import { describe, it } from "vitest";
import { describeShards } from "./shards.ts";

describe("shards of even number", () => {
  describeShards(1, 2);
  // A single shard runs in the other file.
  it.skip("", () => {});
});
