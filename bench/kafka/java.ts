import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { jarsOf, run } from "../../scripts/kafka/jars.ts";
import { releaseOf, TESTED } from "../../scripts/kafka/versions.ts";
import { root } from "../root.ts";
import { type Child, made, start } from "./children.ts";

/** Of the release that is measured. */
const ARTIFACTS = ["kafka-streams", "kafka-tools"] as const;
const HEAP = ["-Xmx1g", "-XX:+UseSerialGC"];

export interface Java {
  start(main: string, args: readonly string[]): Child;
}

/** Fetches what the rivals need, once, and compiles them. */
export async function java(say: (line: string) => void): Promise<Java> {
  const release = releaseOf(TESTED[0])!;
  const libraries = await jarsOf(release, ARTIFACTS, "bench", say);
  const classes = join(made, "classes");
  await mkdir(classes, { recursive: true });
  const source = join(root, "bench/kafka/streams/Attribution.java");
  await run("javac", ["-nowarn", "-cp", `${libraries}/*`, "-d", classes, source]);
  const classPath = `${classes}:${libraries}/*`;
  return {
    start: (main, args) => start("java", [...HEAP, "-cp", classPath, main, ...args]),
  };
}
