import type { Machine } from "../machine/machine.ts";
import { planReading } from "../records/reading-plan.ts";
import { wallClock } from "../worker/clock.ts";
import type { Configuration, Key } from "../worker/config/settings.ts";
import { applicationOf, topicOf } from "../worker/config/topics.ts";
import { ControlWatch } from "../worker/control/watch.ts";
import { sessionView } from "../worker/ops/session-view.ts";
import {
  PatternsUnknown,
  planReset,
  type ResetOptions,
  reset,
  type TaskReset,
} from "../worker/state/reset.ts";
import { StateBytes, type StateRead } from "../worker/state/state-bytes.ts";
import { type StoredState, type Surveyed, survey } from "../worker/state/survey.ts";
import type { Transport } from "../worker/transport.ts";
import { type Context, command } from "./command.ts";
import { type ExitCode, exitCodes, Failure, usageFailure } from "./exit.ts";
import type { Terminal } from "./terminal.ts";
import { askKafka } from "./worker-kafka.ts";
import { type Flags, soundConfiguration, withWorkerOptions } from "./worker-options.ts";
import { edgeOf } from "./worker-parts.ts";
import { workerMachines } from "./worker-patterns.ts";

interface StateFlags extends Flags {
  readonly to?: string;
  readonly apply?: boolean;
}

const KINDS = ["count", "show", "export", "reset"] as const;

export const stateCommand = ({ terminal, finish }: Context) =>
  withWorkerOptions(
    command("state", "look at what a worker holds open, or let it begin anew", [
      "pda state count search.pda --brokers kafka:9092",
      "pda state show v7 search.pda --brokers kafka:9092",
      "pda state export search.pda --brokers kafka:9092 > sessions.ndjson",
      "pda state reset search.pda --brokers kafka:9092 --to 2026-01-31",
    ])
      .argument("<what>", "`count`, `show` (then a key), `export` or `reset`")
      .argument("[files...]", "pattern files (.pda); before them a key, with `show`")
      .option("--to <time>", "with `reset`: where to begin anew: earliest, latest or a time")
      .option("--apply", "with `reset`: do it, rather than say what it would do"),
  ).action(async (what: string, given: string[], flags: StateFlags) => {
    if (!KINDS.some((one) => one === what))
      throw usageFailure(`\`pda state ${what}\`: count, show, export or reset is expected`);
    const key = what === "show" ? given[0] : undefined;
    if (what === "show" && key === undefined) throw usageFailure("`pda state show` wants a key");
    const files = key === undefined ? given : given.slice(1);
    const needed: readonly Key[] = what === "reset" ? ["brokers"] : ["brokers", "patterns"];
    const { configuration } = soundConfiguration(files, flags, process.env, needed);
    const ask = (act: (transport: Transport) => Promise<ExitCode>): Promise<ExitCode> =>
      askKafka(configuration, terminal, act);
    if (what === "reset")
      finish(await ask((transport) => resetAll(configuration, flags, transport, terminal)));
    else finish(await ask((transport) => look(what, key, configuration, transport, terminal)));
  });

// ---------------------------------------------------------------- looking

async function partitionsOf(topic: string, { admin }: Transport): Promise<number> {
  const count = (await admin.partitions([topic])).get(topic);
  if (count !== undefined) return count;
  throw new Failure(
    exitCodes.refused,
    `there is no topic ${topic}: has the worker ever run? Its changelog is named by --changelog or --app`,
  );
}

async function* surveys(topic: string, transport: Transport): AsyncGenerator<Surveyed> {
  const count = await partitionsOf(topic, transport);
  for (let partition = 0; partition < count; partition++)
    yield await survey(transport, { topic, partition });
}

async function look(
  what: string,
  key: string | undefined,
  values: Configuration,
  transport: Transport,
  terminal: Terminal,
): Promise<ExitCode> {
  const machines = await workerMachines(values, terminal);
  const topic = topicOf(values, "changelog");
  const found = new Shelf(machines);
  for await (const { partition, states } of surveys(topic, transport)) {
    for (const stored of states) {
      if (key !== undefined && stored.key !== key) continue;
      const read = found.read(stored);
      if (what === "count" || read.kind !== "read") continue;
      const told = { key: stored.key, pattern: stored.pattern, partition };
      const line = { ...told, ...(sessionView(read.state) as object) };
      terminal.write(`${JSON.stringify(line, null, what === "show" ? 2 : 0)}\n`);
    }
  }
  if (what === "count") terminal.write(found.table());
  for (const line of found.refused()) terminal.note(`${line}\n`);
  if (key !== undefined && found.count === 0) {
    terminal.note(`nothing is open of ${key}\n`);
    return exitCodes.findings;
  }
  return found.refused().length > 0 ? exitCodes.findings : exitCodes.good;
}

/** States by pattern, as the patterns at hand understand them. */
class Shelf {
  private readonly byPattern: ReadonlyMap<string, StateBytes>;
  /** By pattern, then by what the key's automata are in. */
  private readonly counts = new Map<string, Map<string, number>>();
  private readonly unread = new Map<string, number>();
  count = 0;

  constructor(machines: readonly Machine[]) {
    this.byPattern = new Map(
      machines.map((machine) => [machine.automaton.pattern, new StateBytes(machine)]),
    );
  }

  read({ pattern, key, bytes }: StoredState): StateRead {
    this.count++;
    const read: StateRead = this.byPattern.get(pattern)?.read(key, bytes) ?? {
      ...{ kind: "other pattern", fingerprint: "" },
    };
    if (read.kind === "read") {
      const counts = this.counts.get(pattern) ?? new Map<string, number>();
      this.counts.set(pattern, counts);
      const lanes = read.state.visitor?.lanes ?? [];
      const states = lanes.map(({ configuration }) => configuration.state);
      for (const state of states.length === 0 ? ["(held or remembered)"] : states)
        counts.set(state, (counts.get(state) ?? 0) + 1);
    } else {
      const why = `${pattern}: ${WHY[read.kind]}`;
      this.unread.set(why, (this.unread.get(why) ?? 0) + 1);
    }
    return read;
  }

  table(): string {
    const rows = [...this.counts].flatMap(([pattern, states]) =>
      [...states].map(([state, count]) => [pattern, state, String(count)] as const),
    );
    const widths = [0, 1, 2].map((at) => Math.max(0, ...rows.map((row) => row[at]!.length)));
    const lines = rows.map(
      ([pattern, state, count]) =>
        `${pattern.padEnd(widths[0]!)}  ${state.padEnd(widths[1]!)}  ${count.padStart(widths[2]!)}\n`,
    );
    return `${lines.join("")}${this.count} ${this.count === 1 ? "key" : "keys"}\n`;
  }

  refused(): readonly string[] {
    return [...this.unread].map(([why, count]) => `${count} not read, ${why}`);
  }
}

const WHY = {
  newer: "written by a later release",
  "other pattern": "of another version of the pattern; ask `pda plan` what the change means",
  damaged: "damaged",
} as const;

// ---------------------------------------------------------------- beginning anew

async function resetAll(
  values: Configuration,
  { to, apply = false }: StateFlags,
  transport: Transport,
  terminal: Terminal,
): Promise<ExitCode> {
  const edge = edgeOf(to);
  if (edge === null || (typeof edge === "object" && Number.isNaN(edge.timestampMs)))
    throw usageFailure("say where to begin anew: --to earliest, latest or a time");
  const machines = values.patterns === undefined ? [] : await workerMachines(values, terminal);
  const changelog = topicOf(values, "changelog");
  const found: Surveyed[] = [];
  for await (const one of surveys(changelog, transport)) found.push(one);
  const inputs = values.input ?? knownInputs(found);
  if (inputs.length === 0)
    throw usageFailure("the changelog names no inputs: say them with --input");
  const automata = machines.map(({ automaton }) => automaton);
  const control = new ControlWatch(transport, wallClock, topicOf(values, "control"));
  await control.refresh();
  const change = control.announced.latest?.number;
  const options: ResetOptions = {
    ...(change === undefined ? {} : { change }),
    ...{ app: applicationOf(values), inputs, changelog, edge, partitions: found.length },
    transactionTimeoutMs: values["transaction-timeout"],
    patterns:
      machines.length === 0
        ? null
        : machines.map(({ automaton, version }) => [automaton.pattern, version]),
    vocabularies: machines.length === 0 ? null : planReading(automata, {}).vocabularies.length,
  };
  const resets = await planned(found, transport, options);
  for (const one of resets) terminal.write(resetText(one));
  if (!apply) {
    terminal.note("Nothing was changed. Stop the workers, then say --apply.\n");
    return exitCodes.good;
  }
  for (const one of resets) await reset(transport, one, options);
  terminal.note(`${resets.length} tasks begin anew\n`);
  return exitCodes.good;
}

const knownInputs = (found: readonly Surveyed[]): readonly string[] => {
  for (const { meta } of found)
    if (meta?.kind === "read") return meta.meta.positions.map(([topic]) => topic);
  return [];
};

async function planned(
  found: readonly Surveyed[],
  transport: Transport,
  options: ResetOptions,
): Promise<readonly TaskReset[]> {
  const resets: TaskReset[] = [];
  try {
    for (const one of found) resets.push(await planReset(transport, one, options));
  } catch (error) {
    if (!(error instanceof PatternsUnknown)) throw error;
    throw usageFailure("the changelog does not say which patterns it is of: name their files");
  }
  return resets;
}

function resetText({ task, from, to, keys }: TaskReset): string {
  const at = (positions: TaskReset["to"]): string =>
    positions.map(({ topic, partition, offset }) => `${topic}-${partition}@${offset}`).join(", ");
  const before = from === null ? "" : `, was at ${at(from)}`;
  return `task ${task}: begins at ${at(to)}${before}; ${keys} ${keys === 1 ? "key is" : "keys are"} given up\n`;
}
