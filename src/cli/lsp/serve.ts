import { createConnection, ProposedFeatures } from "vscode-languageserver/node";
import { examineHere, workerExaminer } from "./examiner.ts";
import { Server } from "./server.ts";

/**
 * Serves standard input and output until the editor says `exit` or goes away, which ends the process.
 * `worker`: the file of `examine-worker.ts`, built; the sources themselves no thread can read.
 */
export async function serve(worker: URL | null = besideThis()): Promise<never> {
  const connection = createConnection(ProposedFeatures.all, process.stdin, process.stdout);
  new Server(connection, worker === null ? examineHere : workerExaminer(worker)).listen();
  return new Promise<never>(() => {});
}

const besideThis = (): URL | null =>
  import.meta.url.endsWith(".js") ? new URL("./examine-worker.js", import.meta.url) : null;
