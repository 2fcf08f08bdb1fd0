import { expect } from "vitest";
import type { CompiledLine, CompiledScenario } from "../../../src/check/compiledScenario.ts";
import { type Compilation, compile } from "../../../src/compile.ts";
import { addCounts, noCounts } from "../../../src/machine/counts.ts";
import type { Event } from "../../../src/machine/event.ts";
import { load, type Machine } from "../../../src/machine/machine.ts";
import { runScenario, SCENARIO_START } from "../../../src/stream/scenario-run.ts";
import type { Input } from "../../oracle/oracle.ts";
import { reference } from "../../property/reference.ts";
import { differenceOf } from "../../property/three-ways.ts";
import { assembled, oracle, type Result, twin, type Way } from "../../property/ways.ts";

const EVENTS = `events shop {
  key who
  time ts
  event go
  event stop
  event say { what: text }
  event add { plus: integer }
  event pay { amount: decimal(2) }
  event look { product: text? }
  event measure { x: number }
}
`;

/** What a life left behind, over all keys. */
export interface Left extends Pick<Result, "dead" | "counts"> {
  /** The outputs as JSON. */
  readonly outputs: readonly Readonly<Record<string, unknown>>[];
}

/** A pattern of which lives are told. */
export interface Told {
  readonly machine: Machine;
  /**
   * The lines of a scenario: each step's outputs must be those after `=>`, on the reference; both forms of
   * the twin, and the oracle, must say the same as the reference, byte for byte.
   */
  lives(lines: string): Left;
  /** As `lives`, without the oracle: it thinks everything over for each answer. */
  livesLong(lines: string): Left;
}

/** A pattern by what stands between its braces, over events that every test shares. */
export function pattern(body: string): Told {
  return told(`${EVENTS}pattern p on shop {\n${body}\n}\n`);
}

/** A pattern of a whole file. */
export function told(text: string): Told {
  let loaded: Machine | null = null;
  const machine = (): Machine => (loaded ??= load(sound(text).patterns[0]!.automaton));
  return {
    get machine() {
      return machine();
    },
    lives: (lines) => live(lines, [twin(machine()), assembled(machine()), oracle(machine())]),
    livesLong: (lines) => live(lines, [twin(machine()), assembled(machine())]),
  };

  function live(lines: string, others: readonly Way[]): Left {
    const { pattern: name } = machine().automaton;
    const whole = `${text}scenario "life" for ${name} {\n${lines}\n}\n`;
    const [scenario] = sound(whole).scenarios;
    const { failures } = runScenario(machine(), scenario!);
    const messages = failures.map(
      ({ span, message }) => `${lineAt(whole, span.start)}: ${message}`,
    );
    expect(messages.join("\n")).toBe("");
    return inAllWays(machine(), scenario!, others);
  }
}

function sound(text: string): Compilation {
  const compilation = compile({ main: { name: "rule.pda", text }, load: () => null });
  const errors = compilation.diagnostics.filter(({ severity }) => severity === "error");
  const messages = errors.map(
    ({ message, primary }) => `${lineAt(text, primary.span.start)}: ${message}`,
  );
  if (messages.length > 0) throw new Error(messages.join("\n"));
  return compilation;
}

const lineAt = (text: string, at: number): string =>
  text.slice(text.lastIndexOf("\n", at - 1) + 1, `${text}\n`.indexOf("\n", at)).trim();

/** What each key is fed with; time passes for all of them. */
export function inputsOf({ lines }: CompiledScenario): ReadonlyMap<string, readonly Input[]> {
  const events = lines.map((line, i) => eventOf(line, i));
  const keys = new Set(events.flatMap((event) => (event === null ? [] : [event.key])));
  const inputs = (key: string): Input[] =>
    lines.flatMap((line, i): Input[] => {
      const event = events[i]!;
      if (line.kind === "watermark") return [{ kind: "watermark", at: SCENARIO_START + line.time }];
      if (line.kind === "end") return [{ kind: "end" }];
      return event?.key === key ? [{ kind: "event", event, behindWatermark: false }] : [];
    });
  return new Map([...keys].map((key) => [key, inputs(key)]));
}

function eventOf(line: CompiledLine, index: number): Event | null {
  if (line.kind !== "event" || line.event.dead) return null;
  const { key, name, fields } = line.event;
  const time = SCENARIO_START + line.time;
  return { key, time, name, fields, id: `log#${index + 1}`, members: () => [] };
}

function inAllWays(machine: Machine, scenario: CompiledScenario, others: readonly Way[]): Left {
  const outputs: Record<string, unknown>[] = [];
  const dead: string[] = [];
  const counts = noCounts();
  const standard = reference(machine);
  for (const inputs of inputsOf(scenario).values()) {
    // Who counts states is compared elsewhere.
    const result: Result = { ...standard.run(inputs), tally: null };
    for (const way of others)
      expect(differenceOf(standard.name, result, way.name, way.run(inputs))).toBeNull();
    outputs.push(...result.lines.map((line) => JSON.parse(line) as Record<string, unknown>));
    dead.push(...result.dead);
    addCounts(counts, result.counts);
  }
  return { outputs, dead, counts };
}
