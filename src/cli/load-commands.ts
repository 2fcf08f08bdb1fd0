import type { MakeCommand } from "./command.ts";

/** Commands that need no other: loading all files takes longer than most of them run. */
const ALONE: ReadonlyMap<string, () => Promise<MakeCommand>> = new Map([
  ["infer", async () => (await import("./infer.ts")).inferCommand],
  ["records", async () => (await import("./records.ts")).recordsCommand],
  ["new", async () => (await import("./new.ts")).newCommand],
  ["check", async () => (await import("./check.ts")).checkCommand],
  ["fmt", async () => (await import("./fmt.ts")).fmtCommand],
  ["test", async () => (await import("./test.ts")).testCommand],
  ["run", async () => (await import("./run.ts")).runCommand],
  ["trace", async () => (await import("./trace.ts")).traceCommand],
  ["why", async () => (await import("./why.ts")).whyCommand],
  ["sample", async () => (await import("./sample.ts")).sampleCommand],
  ["disorder", async () => (await import("./disorder.ts")).disorderCommand],
  ["simulate", async () => (await import("./simulate.ts")).simulateCommand],
  ["graph", async () => (await import("./graph.ts")).graphCommand],
  ["playground", async () => (await import("./playground.ts")).playgroundCommand],
  ["lsp", async () => (await import("./lsp.ts")).lspCommand],
  ["state", async () => (await import("./state.ts")).stateCommand],
  ["plan", async () => (await import("./plan.ts")).planCommand],
  ["deploy", async () => (await import("./deploy.ts")).deployCommand],
  ["replay", async () => (await import("./replay.ts")).replayCommand],
  ["worker", async () => (await import("./worker.ts")).workerCommand],
  ["explain", async () => (await import("./explain.ts")).explainCommand],
]);

/** The command of that name alone; all, where it is none of these: for help, completion, and what is misspelt. */
export async function loadCommands(name: string | undefined): Promise<readonly MakeCommand[]> {
  const load = ALONE.get(name ?? "");
  return load === undefined ? (await import("./commands.ts")).commands : [await load()];
}
