import { type ChildProcess, fork } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import type { Plan } from "../../test/worker/campaign/plan.ts";
import type { Range, Slice } from "../../test/worker/campaign/slice.ts";

/** What a process is asked, one after the other, and answers. */
export type Asked = { readonly play: Range } | { readonly shrink: number };
export type Answered = { readonly slice: Slice } | { readonly smallest: Plan };

/** One file, so that no process spends its time on loading. */
export async function bundled(root: string, folder: string): Promise<string> {
  const entry = join(folder, "entry.ts");
  const slice = join(root, "test/worker/campaign/slice.ts");
  await writeFile(
    entry,
    `import { playSlice, smallest } from ${JSON.stringify(slice)};
process.on("SIGINT", () => {}); // the parent tells what is done, and ends us
process.on("message", async (asked) => {
  if ("play" in asked) process.send({ slice: await playSlice(asked.play) });
  else process.send({ smallest: await smallest(asked.shrink) });
});
`,
  );
  const outfile = join(folder, "slice.mjs");
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    logLevel: "error",
    external: ["avsc"],
    banner: {
      js: `import { createRequire as requireFrom } from "node:module"; const require = requireFrom(${JSON.stringify(`${root}/x.js`)});`,
    },
  });
  return outfile;
}

export interface Player {
  ask(asked: Asked): Promise<Answered>;
  end(): void;
}

/** What a schedule leaves behind is young: with room for it, little is copied. */
const ROOM = "--max-semi-space-size=32";

export function player(file: string): Player {
  const child: ChildProcess = fork(file, [], { execArgv: [ROOM] });
  return {
    ask: (asked) =>
      new Promise((done, failed) => {
        const over = (code: number | null): void =>
          failed(new Error(`a process ended with ${code}`));
        child.once("exit", over);
        child.once("message", (answered) => {
          child.off("exit", over);
          done(answered as Answered);
        });
        child.send(asked);
      }),
    end: () => void child.kill(),
  };
}
