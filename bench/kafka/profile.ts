import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundle } from "./children.ts";

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { functionName: string; url: string; lineNumber: number };
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** What a process spends its time on, by part of the program and by function: shares of 1. */
export interface Shares {
  readonly parts: readonly (readonly [string, number])[];
  readonly functions: readonly (readonly [string, number])[];
}

/** A folder for a process that is started with `--cpu-prof`; `read` when it has ended. */
export async function profiling(): Promise<{ flags: string[]; read(): Promise<Shares> }> {
  const folder = await mkdtemp(join(tmpdir(), "pushdown-profile-"));
  return {
    flags: ["--cpu-prof", `--cpu-prof-dir=${folder}`],
    async read() {
      const [file] = await readdir(folder);
      const profile = JSON.parse(await readFile(join(folder, file!), "utf8")) as Profile;
      await rm(folder, { recursive: true, force: true });
      return sharesOf(profile, sourcesOf(await readFile(bundle, "utf8")));
    },
  };
}

function sharesOf({ nodes, samples, timeDeltas }: Profile, sources: readonly string[]): Shares {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const parts = new Map<string, number>();
  const functions = new Map<string, number>();
  let all = 0;
  for (const [i, id] of samples.entries()) {
    const { functionName, url, lineNumber } = frames.get(id)!;
    if (functionName === "(idle)") continue;
    const ms = timeDeltas[i]!;
    const source = url.endsWith("child.mjs") ? (sources[lineNumber] ?? "") : url;
    const part = functionName.startsWith("(") && url === "" ? functionName : partOf(source, url);
    const name = `${functionName || "(nameless)"} ${source.split("/").slice(-2).join("/")}`;
    all += ms;
    parts.set(part, (parts.get(part) ?? 0) + ms);
    functions.set(name, (functions.get(name) ?? 0) + ms);
  }
  const sorted = (of: Map<string, number>) =>
    [...of].map(([name, ms]) => [name, ms / all] as const).sort(([, a], [, b]) => b - a);
  return { parts: sorted(parts), functions: sorted(functions) };
}

/** By line of the bundle: the file that it comes from, which a comment before it names. */
function sourcesOf(text: string): string[] {
  let source = "";
  return text.split("\n").map((line) => {
    const named = /^\/\/ ((?:src|bench|grammar)\/\S+)$/.exec(line);
    if (named !== null) source = named[1]!;
    return source;
  });
}

const PARTS: readonly (readonly [RegExp, string])[] = [
  [/^src\/worker\/protocol\/batch/, "record batches: reading and writing"],
  [/^src\/worker\/(protocol|kafkajs)|kafkajs\//, "Kafka's protocol, connections"],
  [/^src\/(records|worker\/records)\/.*(output|routes|partitioning)/, "outputs as messages"],
  [/^src\/(records|worker\/records)/, "records to events"],
  [/^src\/worker\/state/, "states as bytes"],
  [/^src\/worker/, "tasks, chunks, merging"],
  [/^src\/(machine|stream)|^$/, "the machine, sessions, watermarks"],
  [/^node:/, "Node.js: buffers, sockets, timers"],
];

function partOf(source: string, url: string): string {
  // What the compiled twin runs has no file.
  const place = source === "" && url !== "" ? url : source;
  return PARTS.find(([pattern]) => pattern.test(place))?.[1] ?? "start: compiling the pattern";
}
