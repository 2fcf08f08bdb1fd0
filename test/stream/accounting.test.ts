import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Machine } from "../../src/machine/machine.ts";
import { load } from "../../src/machine/machine.ts";
import { sampleLog } from "../../src/simulator/sample.ts";
import { keptBack } from "../../src/stream/order/order-counts.ts";
import { automatonOf } from "../property/three-ways.ts";
import { type Draw, drawingFrom } from "../support/draw.ts";
import { programs } from "../support/programs.ts";
import { machinesOf, type Ran, ran } from "./logs.ts";

const START = Date.UTC(2024, 0, 1);
const DAMAGES = 0.1;

const library = resolve(import.meta.dirname, "../../patterns");
const folders = readdirSync(library, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** A log of the pattern's own events, with damage anywhere: bytes lost, doubled and changed, lines moved. */
function damaged(machine: Machine, draw: Draw, seed: number): string {
  const { gap } = machine.automaton.session;
  const pauseMs = Math.min(gap / 5, 600_000);
  const sample = { seed, keys: 6, events: 120, start: START, pauseMs };
  const lines = [...sampleLog(machine, sample)].map((line) =>
    draw.chance(DAMAGES) ? harmed(draw, line) : line,
  );
  for (let i = 0; i + 1 < lines.length; i++)
    if (draw.chance(DAMAGES)) [lines[i], lines[i + 1]] = [lines[i + 1]!, lines[i]!];
  return `${lines.join("\n")}\n`;
}

function harmed(draw: Draw, line: string): string {
  const at = draw.integer(0, line.length);
  const cut = line.slice(0, at);
  const rest = line.slice(at + draw.integer(0, 4));
  return draw.pick([
    () => cut,
    () => cut + rest,
    () => `${cut}\u0000${rest}`,
    () => `${cut}${draw.pick(['"', "{", "9", ",", "x", " "])}${rest}`,
    () => line.replace(/\d/, (digit) => `-${digit}`),
    () => line.replace(/:("[^"]*"|\d+)/, ":null"),
    () => "",
    () => `${line.slice(0, -1)},"ts":1}`,
    () => line.toUpperCase(),
  ])();
}

/** The accounting, and that nothing is told twice or not at all. */
function balances({ accounting, dead }: Ran, texts: readonly string[]): void {
  const refused = dead.filter(({ kind }) => kind === "record").length;
  const failed = dead.filter((each) => each.kind === "step" && each.step.kind === "event").length;
  const due = dead.filter((each) => each.kind === "step" && each.step.kind === "due").length;
  const stalled = dead.filter(
    (each) => each.kind === "step" && each.step.kind === "stalled",
  ).length;
  for (const [i, { read, dead: letters, handedOn }] of accounting.sources.entries()) {
    const lines = texts[i]!.split("\n").filter((line) => line.trim() !== "");
    expect(read).toBe(lines.length);
    expect(read).toBe(letters + handedOn);
  }
  const sum = (of: readonly number[]): number => of.reduce((a, b) => a + b, 0);
  expect(refused).toBe(sum(accounting.sources.map((source) => source.dead)));
  for (const [i, counts] of accounting.patterns.entries()) {
    const kept = keptBack(accounting.order[i]!);
    expect(counts.handedOn).toBe(sum(accounting.sources.map((source) => source.handedOn)));
    expect(counts.handedOn).toBe(kept + counts.ignored + counts.laneless + counts.stepped);
    expect(counts.stepped).toBe(counts.taken + counts.unmatched + counts.failed);
    expect(counts.late).toBeLessThanOrEqual(counts.handedOn - counts.ignored);
  }
  expect(failed).toBe(sum(accounting.patterns.map((counts) => counts.failed)));
  expect(due).toBe(sum(accounting.patterns.map((counts) => counts.dueFailed)));
  expect(stalled).toBe(sum(accounting.patterns.map((counts) => counts.stalled)));
}

const CHOICES = [
  { watermark: null, endOfInput: "end" },
  { watermark: null, endOfInput: "keep" },
  { watermark: { disorderMs: 5000, aheadMs: null }, endOfInput: "end" },
  { watermark: { disorderMs: 5000, aheadMs: 3_600_000 }, endOfInput: "keep" },
] as const;

async function accountsFor(machine: Machine, seed: number): Promise<Ran> {
  const draw = drawingFrom(seed);
  const choice = CHOICES[seed % CHOICES.length]!;
  const texts = [damaged(machine, draw, seed)];
  // Several sources with records that are ahead: see ahead.test.ts.
  if (choice.watermark?.aheadMs == null) texts.push(damaged(machine, draw, seed + 1));
  const options = { ...choice, order: draw.pick(["time", "given"] as const) };
  const run = await ran([machine], texts, options);
  balances(run, texts);
  const { sessionsBegun, sessionsEnded, lanesDropped } = run.accounting.patterns[0]!;
  // Of lanes with sessions of their own a dropped one is counted under that name only.
  const own = machine.automaton.lanes !== null && !machine.automaton.session.shared;
  if (options.endOfInput === "end")
    expect(sessionsBegun).toBe(sessionsEnded + (own ? lanesDropped : 0));
  else if (machine.automaton.lanes === null)
    expect(sessionsBegun).toBe(sessionsEnded + run.accounting.openSessions);
  return run;
}

describe("every record is accounted for, on damaged logs", () => {
  it.each(folders)("%s", async (folder) => {
    const text = readFileSync(join(library, folder, "pattern.pda"), "utf8");
    for (const seed of [1, 2, 3, 4]) {
      const run = await accountsFor(machinesOf(text)[0]!, seed);
      expect(run.dead.length).toBeGreaterThan(0);
    }
  });

  it("random programs", async () => {
    const numRuns = Number(process.env.PROGRAMS ?? 12);
    const some = programs((text) => automatonOf(text) !== null);
    await fc.assert(
      fc.asyncProperty(some, fc.nat(9999), async ({ text }, seed) => {
        await accountsFor(load(automatonOf(text)!), seed);
      }),
      { numRuns, seed: Number(process.env.SEED ?? 1) },
    );
  });
});
