import type { Machine } from "../machine/machine.ts";
import { startCanaries } from "../worker/canary/sender.ts";
import { wallClock } from "../worker/clock.ts";
import { effective } from "../worker/config/effective.ts";
import type { Configuration } from "../worker/config/settings.ts";
import { applicationOf } from "../worker/config/topics.ts";
import type { News, WorkerNews } from "../worker/news.ts";
import { health } from "../worker/ops/health.ts";
import { type Log, openLog } from "../worker/ops/log.ts";
import { meter } from "../worker/ops/meter.ts";
import { metrics } from "../worker/ops/metrics.ts";
import { measureProcess } from "../worker/ops/process.ts";
import { Registry } from "../worker/ops/registry.ts";
import { watchMemory } from "../worker/ops/room.ts";
import { routesOf } from "../worker/ops/routes.ts";
import { type OpenServer, openServer } from "../worker/ops/server.ts";
import { sessionView } from "../worker/ops/session-view.ts";
import { told } from "../worker/ops/told.ts";
import type { WorkerEnd } from "../worker/view.ts";
import { startWorker } from "../worker/worker.ts";
import { type ExitCode, exitCodes, Failure } from "./exit.ts";
import { packageVersion } from "./package.ts";
import type { Terminal } from "./terminal.ts";
import { canaryPlan } from "./worker-canary.ts";
import { withFill } from "./worker-fill.ts";
import { openKafka, remedyOf, tellSilence } from "./worker-kafka.ts";
import { workerOptions, workerParts } from "./worker-parts.ts";
import { workerMachines } from "./worker-patterns.ts";
import { sessionsAllowed, storeOf } from "./worker-store.ts";

/** Calls to brokers, their repetitions included, are over long before a task is called stuck. */
const STUCK_FACTOR = 5;

/** `pda worker`: serves until it is asked to stop, or cannot go on. */
export async function runWorker(values: Configuration, terminal: Terminal): Promise<ExitCode> {
  const machines = await workerMachines(values, terminal);
  const log = openLog({
    level: values["log.level"],
    format: values["log.format"] ?? (terminal.err.interactive ? "text" : "json"),
    nowMs: wallClock.nowMs,
    write: terminal.note,
  });
  const registry = new Registry();
  const metered = {
    inputs: values.input ?? [],
    patterns: machines.map(({ automaton }) => automaton.pattern),
  };
  const figures = meter(registry, metered, wallClock);
  const alive = health(STUCK_FACTOR * values.patience, wallClock);
  const news = all([told(log, wallClock), figures, alive]);
  const transport = await withFill(values, openKafka(values, terminal), log);
  const warn = (message: string) => log("warn", message);
  const canary = await canaryPlan(values, terminal, warn);
  const around = { transport, clock: wallClock, news, warn, canary };
  const memory = watchMemory();
  const parts = {
    ...workerParts(values, machines, around),
    ...{ ...storeOf(values), full: memory.full },
  };
  const server = await serverOf(values, log);
  const own = measureProcess(registry);
  registry.set(metrics.build, buildOf(values, machines), 1);
  log("info", "starting", { version: packageVersion(), ...effective(values) });

  const address = values.advertise ?? server?.address ?? "";
  const options = { ...workerOptions(values, address), maxSessions: sessionsAllowed(values) };
  const worker = startWorker(options, parts);
  const canaries =
    canary === null
      ? null
      : startCanaries({
          ...{ ...canary, transport, clock: wallClock, worker, news },
          ...{ input: values.input![0]!, everyMs: values.canary! },
        });
  let stopping = false;
  terminal.onStop((signal) => {
    stopping = true;
    log("info", "stopping: finishing the chunks at hand", { signal });
    worker.stop().catch(() => {}); // told through `ended`
  });
  void tellSilence(
    values,
    terminal,
    (what) => log("warn", "trying on", { what }),
    () => stopping,
  );
  server?.serve(
    routesOf({
      worker,
      health: alive,
      registry,
      refresh() {
        figures.refresh();
        own.refresh();
      },
      stopping: () => stopping,
      lookUp: {
        worker,
        address,
        token: values.token ?? null,
        describe: sessionView,
        fetch,
      },
      patterns: () => machines.map(patternFacts),
      plan: async () => ({ ...(await worker.plan()), own: machines.map(patternFacts) }),
    }),
  );
  const how = await worker.ended;
  stopping = true;
  await canaries?.stop();
  own.stop();
  memory.stop();
  await server?.close();
  await transport.close();
  return conclude(how, log, values);
}

const all = (listeners: readonly WorkerNews[]): WorkerNews => ({
  tell(news: News) {
    for (const listener of listeners) listener.tell(news);
  },
});

async function serverOf(values: Configuration, log: Log): Promise<OpenServer | null> {
  if (values.listen === "off") return null;
  try {
    const server = await openServer({ address: values.listen, token: values.token ?? null });
    log("info", "listening", { address: server.address });
    return server;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const remedy =
      code === "EADDRINUSE"
        ? "another process has that port: set `listen` to another, to 127.0.0.1:0 for any, or to off"
        : "set `listen` to an address of this machine, or to off";
    throw new Failure(exitCodes.inputOutput, `${values.listen}: ${message}\n  → ${remedy}`);
  }
}

const buildOf = (values: Configuration, machines: readonly Machine[]) => ({
  version: packageVersion(),
  app: applicationOf(values),
  patterns: machines.map(({ version }) => version.slice(0, 8)).join(","),
});

const patternFacts = ({ automaton, version }: Machine) => ({
  pattern: automaton.pattern,
  fingerprint: version,
  states: automaton.states.map(({ name }) => name),
  outputs: automaton.outputs.map(({ name, kind }) => ({ name, kind })),
});

function conclude(how: WorkerEnd, log: Log, values: Configuration): ExitCode {
  if (how.kind === "asked") {
    log("info", "stopped");
    return exitCodes.good;
  }
  const { reason, message } = how.stop;
  // What brokers refuse has a remedy in the configuration, which tasks do not know.
  const remedy = reason === "refused" ? remedyOf(message, values) : how.stop.remedy;
  log("error", "the worker ends", { reason, what: message, remedy });
  return reason === "refused" || reason === "topic missing"
    ? exitCodes.refused
    : reason === "defect"
      ? exitCodes.bug
      : exitCodes.stopped;
}
