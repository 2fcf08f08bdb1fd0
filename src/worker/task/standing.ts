import { beginning, mustRun, runningOf } from "../control/admit.ts";
import type { Running } from "../control/program.ts";
import type { ControlWatch } from "../control/watch.ts";
import type { WorkerOptions } from "../options.ts";
import type { Admin, Partition, Position } from "../transport.ts";
import { decodeMeta, type Meta } from "./meta.ts";
import type { WorkerPattern } from "./pattern.ts";
import type { Restored } from "./restore.ts";
import { Stopped, truncatedRemedy } from "./stopped.ts";

/** Where a task begins. */
export interface Standing {
  readonly positions: readonly Position[];
  readonly greatest: Meta["greatest"] | null;
  readonly idleTo: Meta["idleTo"];
  /** Of the last chunk. */
  readonly chunk: number;
  readonly origin: string | null;
  /** Nobody has written down yet that the task begins here. */
  readonly first: boolean;
  readonly running: Running;
}

export interface StandingParts {
  readonly admin: Admin;
  readonly options: WorkerOptions;
  readonly patterns: readonly WorkerPattern[];
  readonly inputs: readonly Partition[];
  /** Of the inputs. */
  readonly partitions: number;
  /** null: changes are not looked for. */
  readonly control: ControlWatch | null;
}

/**
 * The changelog says where; the group never does, it only tells that there must be a changelog.
 * `known`: where the group stood before the changelog was read; later it may be a newer owner's word.
 */
export async function standing(
  parts: StandingParts,
  restored: Restored,
  known: readonly Position[],
): Promise<Standing> {
  if (restored.meta === null) return first(parts, known);
  const meta = understood(restored.meta, parts);
  const running = runningOf(meta);
  await mustRun(parts, running);
  const positions = parts.inputs.map((input): Position => {
    const found = meta.positions.find(([topic]) => topic === input.topic);
    if (found === undefined) throw otherInputs(parts, meta);
    return { ...input, offset: found[1] };
  });
  if (meta.positions.length !== positions.length) throw otherInputs(parts, meta);
  await reachable(parts, positions);
  const { greatest, idleTo, chunk, origin = null } = meta;
  return { positions, greatest, idleTo, chunk, origin, first: false, running };
}

export const resetCommand = (app: string): string => `pda state reset --app ${app} --to TIME`;

function understood(bytes: Uint8Array, { options, partitions }: StandingParts): Meta {
  const read = decodeMeta(bytes);
  if (read.kind === "newer") {
    throw new Stopped(
      "newer state",
      `${options.changelog} was written in format ${read.format} by a later release`,
      "start that release, or a later one",
    );
  }
  if (read.kind === "damaged") {
    throw new Stopped(
      "damaged state",
      `the task's own record in ${options.changelog} cannot be read`,
      `find out who else writes to the topic; to build the state anew: ${resetCommand(options.app)}`,
    );
  }
  const { meta } = read;
  if (meta.partitions !== partitions) {
    throw new Stopped(
      "partition count",
      `the state was made from ${meta.partitions} partitions, but the inputs have ${partitions} now: keys lie elsewhere`,
      `build the state anew from the records: ${resetCommand(options.app)}`,
    );
  }
  return meta;
}

function otherInputs({ inputs, options }: StandingParts, meta: Meta): Stopped {
  const before = meta.positions.map(([topic]) => topic).join(", ");
  const now = inputs.map(({ topic }) => topic).join(", ");
  return new Stopped(
    "inputs changed",
    `the state was made from ${before}, but the worker reads ${now}`,
    `name the same topics, or build the state anew: ${resetCommand(options.app)}`,
  );
}

/** Positions of the group, where it has any. */
export async function knownToGroup({ admin, options, inputs }: StandingParts): Promise<Position[]> {
  const known: Position[] = [];
  for (const { topic, partition } of inputs) {
    const offset = (await admin.committed(options.app, topic)).get(partition);
    if (offset !== undefined) known.push({ topic, partition, offset });
  }
  return known;
}

async function first(parts: StandingParts, [known]: readonly Position[]): Promise<Standing> {
  const { admin, options, inputs } = parts;
  if (known !== undefined) {
    const { topic, partition, offset } = known;
    throw new Stopped(
      "changelog missing",
      `group ${options.app} stands at ${topic}-${partition}@${offset}, but ${options.changelog} has no state for it: the topic was deleted or made anew`,
      `bring the topic back, or build the state anew from the records: ${resetCommand(options.app)}`,
    );
  }
  const { from } = options;
  if (from === null) {
    throw new Stopped(
      "no position",
      `${options.app} has never read ${inputs.map(({ topic, partition }) => `${topic}-${partition}`).join(", ")}`,
      "say where to begin: --from earliest, --from latest or --from TIME",
    );
  }
  const positions: Position[] = [];
  for (const input of inputs) {
    positions.push({ ...input, offset: await admin.offset(input, from, "committed") });
  }
  const running = await beginning(parts, positions);
  const fresh = { greatest: null, idleTo: [], chunk: 0, origin: null, first: true };
  return { positions, ...fresh, running };
}

/** What was deleted while nobody read must not be passed over in silence. */
async function reachable(
  { admin, options }: StandingParts,
  at: readonly Position[],
): Promise<void> {
  for (const position of at) {
    const { topic, partition, offset } = position;
    const start = await admin.offset(position, "earliest", "committed");
    const end = await admin.offset(position, "latest", "uncommitted");
    if (start <= offset && offset <= end) continue;
    const there = `${topic}-${partition} has the records ${start} to ${end}`;
    throw new Stopped(
      "truncated",
      `the task stands at ${offset}, but ${there}`,
      truncatedRemedy(resetCommand(options.app)),
    );
  }
}
