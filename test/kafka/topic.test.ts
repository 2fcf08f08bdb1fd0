import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { addresses, fresh } from "./broker.ts";

const LOG = "patterns/search-attribution/demo.ndjson";

const topic = (...args: readonly string[]) =>
  spawnSync("npx", ["tsx", "scripts/kafka/topic.ts", ...args, "--brokers", addresses().join(",")], {
    encoding: "utf8",
  });

it("records written for trying are there to be read, each key's in one partition and in order", () => {
  const name = fresh("tried");
  const written = topic("write", name, LOG, "--key", "visitor", "--partitions", "3");
  expect(written.stderr).toContain(`36 records written to ${name}, 3 partitions`);
  const lines = topic("read", name).stdout.trim().split("\n");
  const byVisitor = (of: readonly string[]) => {
    const visitors = new Set(of.map((line) => JSON.parse(line).visitor as string));
    return [...visitors].sort().map((one) => of.filter((line) => line.includes(`"${one}"`)));
  };
  expect(byVisitor(lines)).toEqual(byVisitor(readFileSync(LOG, "utf8").trim().split("\n")));
});
