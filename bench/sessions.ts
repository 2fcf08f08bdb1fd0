import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compile } from "../src/compile.ts";
import { loadTwin } from "../src/machine/compile.ts";
import { noCounts } from "../src/machine/counts.ts";
import type { Event } from "../src/machine/event.ts";
import { load, type Machine } from "../src/machine/machine.ts";
import { Input, type PatternName } from "./input.ts";
import { floor, pageBack, searchAttribution, temperatureJump } from "./rivals.ts";
import { root } from "./root.ts";

export const PATTERNS: readonly PatternName[] = [
  "search-attribution",
  "temperature-jump",
  "page-back",
];
export const VARIANTS = ["floor", "rival", "rival without outputs", "twin"] as const;
export type Variant = (typeof VARIANTS)[number];

export interface Measured {
  /** Per second of processor time, which a busy machine does not stretch; the collector's threads count. */
  readonly events: number;
  readonly lines: number;
  readonly hash: string;
}

export function machineOf(pattern: PatternName): Machine {
  const name = `patterns/${pattern}/pattern.pda`;
  const text = readFileSync(join(root, name), "utf8");
  return load(compile({ main: { name, text }, load: () => null }).patterns[0]!.automaton);
}

const RIVALS = {
  "search-attribution": searchAttribution,
  "temperature-jump": temperatureJump,
  "page-back": pageBack,
};

/** Few enough that events are fresh, as from a reader, and that making them is not a collector's work while timed. */
const BATCH = 500;
/** The first events open every session and let the engine settle; what takes little time is timed for longer. */
const eventsFor = (sessions: number, variant: Variant): { warm: number; timed: number } => ({
  warm: Math.max(200_000, sessions),
  timed: variant === "floor" || variant === "rival without outputs" ? 1_000_000 : 400_000,
});

const GATHERED = 1 << 16;

/** One way of running one pattern, in a process of its own; making events and hashing outputs is not timed. */
export function measure(pattern: PatternName, sessions: number, variant: Variant): Measured {
  const machine = machineOf(pattern);
  // Outputs go the way of `pda run`: gathered as text, then as bytes.
  const sink = Buffer.allocUnsafe(BATCH * 1400);
  let filled = 0;
  let gathered = "";
  let lines = 0;
  const flush = (): void => {
    filled += sink.write(gathered, filled);
    gathered = "";
  };
  const line = (text: string): void => {
    gathered += text;
    gathered += "\n";
    lines++;
    if (gathered.length > GATHERED) flush();
  };
  const feed = feederOf(machine, pattern, variant, line);
  const input = new Input(pattern, sessions);
  const hash = createHash("sha256");
  const { warm, timed } = eventsFor(sessions, variant);
  let spent = 0;
  for (let done = 0; done < warm + timed; done += BATCH) {
    const batch = input.batch(BATCH);
    const before = process.cpuUsage();
    for (let i = 0; i < batch.length; i++) feed(batch[i]!);
    flush();
    const { user, system } = process.cpuUsage(before);
    if (done >= warm) spent += user + system;
    hash.update(sink.subarray(0, filled));
    filled = 0;
  }
  return { events: (timed * 1e6) / spent, lines, hash: hash.digest("hex") };
}

function feederOf(
  machine: Machine,
  pattern: PatternName,
  variant: Variant,
  line: (text: string) => void,
): (event: Event) => void {
  if (variant === "floor") return floor();
  if (variant === "rival") return RIVALS[pattern](machine.version, line);
  if (variant === "rival without outputs") return RIVALS[pattern](machine.version, null);
  const table = loadTwin(machine)({ counts: noCounts(), line, dead: () => {} });
  return (event) => {
    table.feed(event, false);
  };
}
