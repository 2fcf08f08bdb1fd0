import { describe } from "vitest";
import { describeShards } from "./shards.ts";

describe("shards of odd number", () => describeShards(0, 2));
