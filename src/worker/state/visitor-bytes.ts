import type {
  ArmedTimer,
  Configuration,
  Frame,
  RegisterContent,
  ReturnAddress,
  Session,
  StackCells,
  Writer,
} from "../../machine/configuration.ts";
import { laneText } from "../../machine/identity.ts";
import { NO_LANE, NOBODY } from "../../machine/kept.ts";
import type { Machine } from "../../machine/machine.ts";
import { record } from "../../machine/record.ts";
import type { Lane } from "../../machine/scene.ts";
import { isFrame } from "../../machine/stack.ts";
import { type Layout, layoutOf } from "../../machine/twin/layout.ts";
import type { Value } from "../../machine/value.ts";
import type { LaneState, Visitor } from "../../machine/visitor.ts";
import { type ByteReader, Damage } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import {
  type RecordBytes,
  recordBytes,
  recordOf,
  type ValueBytes,
  valueBytes,
} from "./value-bytes.ts";

/** A frame kind by its number, from 1; a return address has 0. */
interface KindBytes {
  readonly name: string;
  readonly record: (values: readonly Value[]) => Frame["fields"];
  readonly fields: RecordBytes;
}

interface TimerPlace {
  readonly owner: string;
  readonly index: number;
  readonly duration: number;
}

/**
 * Sessions, lanes and configurations as bytes. States, kinds and timers are numbers of the automaton;
 * what kept.ts leaves out is not written. Instants stand as distances from the session's latest event.
 */
export class VisitorBytes {
  private readonly layout: Layout;
  private readonly kinds: readonly KindBytes[];
  private readonly registers: readonly {
    readonly name: string;
    readonly bytes: ValueBytes;
    readonly optional: boolean;
    readonly written: boolean;
  }[];
  private readonly registersOf: (
    contents: readonly RegisterContent[],
  ) => Configuration["registers"];
  /** How many bits stand before the registers. */
  private readonly flagged: number;
  private readonly stateNames: readonly string[];
  /** By state. */
  private readonly timers: readonly (readonly TimerPlace[])[];
  private readonly lanes: readonly { readonly name: string; readonly bytes: ValueBytes }[];

  constructor(machine: Machine) {
    this.layout = layoutOf(machine, "text");
    const { automaton, written, cells } = this.layout;
    this.stateNames = automaton.states.map(({ name }) => name);
    this.kinds = automaton.stack.kinds.map(({ name, fields }) => ({
      ...{ name, fields: recordBytes(fields) },
      record: recordOf(fields.map((field) => field.name)),
    }));
    this.registers = automaton.registers.map(({ name, type, optional }) => ({
      ...{ name, bytes: valueBytes(type), optional, written: written.has(name) },
    }));
    this.registersOf = recordOf(this.registers.map(({ name }) => name));
    this.flagged = this.registers.filter(({ optional }) => optional).length + written.size;
    this.timers = this.stateNames.map((state) =>
      cells.get(state)!.map(({ owner, index, timer }) => ({
        ...{ owner: owner.name, index, duration: timer.duration },
      })),
    );
    this.lanes = (automaton.lanes?.fields ?? []).map(({ name, type }) => ({
      ...{ name, bytes: valueBytes(type) },
    }));
  }

  // ------------------------------------------------------------ visitors

  write(to: ByteWriter, { session, lanes }: Visitor): void {
    const { automaton } = this.layout;
    if (automaton.session.shared) this.writeSession(to, session!);
    if (automaton.lanes !== null) to.unsigned(lanes.length);
    for (const each of lanes) {
      for (const { name, bytes } of this.lanes) bytes.write(to, each.lane.values[name]!, 0);
      if (each.session !== null) this.writeSession(to, each.session);
      this.writeConfiguration(to, each.configuration, (each.session ?? session)!.latest);
    }
  }

  read(from: ByteReader, key: string): Visitor {
    const { automaton } = this.layout;
    const session = automaton.session.shared ? this.readSession(from) : null;
    const count = automaton.lanes === null ? 1 : from.count();
    if (count === 0 && session === null) throw new Damage("nothing is open");
    const lanes: LaneState[] = [];
    for (let i = 0; i < count; i++) {
      const lane = this.readLane(from);
      const own = session === null ? this.readSession(from) : null;
      const configuration = this.readConfiguration(from, (own ?? session)!.latest);
      lanes.push({ lane, configuration, session: own });
    }
    return { key, session, lanes };
  }

  /** When something of one is due, where the first bytes tell; null: it has to be read. */
  due(from: ByteReader): number | null {
    const { session, lanes } = this.layout.automaton;
    if (this.layout.cellCount > 0 || (lanes !== null && !session.shared)) return null;
    const latest = from.instant(0);
    const start = from.instant(latest);
    const most = session.max ?? Number.POSITIVE_INFINITY;
    return Math.min(latest + session.gap, start + most); // rule 9
  }

  private readLane(from: ByteReader): Lane {
    const fields = this.layout.automaton.lanes?.fields ?? [];
    if (fields.length === 0) return NO_LANE;
    const values = this.lanes.map(({ bytes }) => bytes.read(from, 0));
    return {
      texts: fields.map(({ type }, i) => laneText(type, values[i])),
      values: record(fields.map(({ name }, i) => [name, values[i]])),
    };
  }

  // ------------------------------------------------------------ sessions

  writeSession(to: ByteWriter, session: Session): void {
    const { first, start, latest, events, clock, dueSinceEvent } = session;
    to.instant(latest, 0);
    to.instant(start, latest);
    to.unsigned(events);
    to.id(first.id);
    if (this.layout.cellCount === 0) return;
    to.instant(clock, latest);
    to.unsigned(dueSinceEvent);
  }

  readSession(from: ByteReader): Session {
    const latest = from.instant(0);
    const start = from.instant(latest);
    const events = from.order();
    const first = { id: from.id(), order: 1 };
    const timed = this.layout.cellCount > 0;
    const clock = timed ? from.instant(latest) : latest;
    const dueSinceEvent = timed ? from.order() : 0;
    return { first, start, latest, events, clock, dueSinceEvent };
  }

  // ------------------------------------------------------------ configurations

  writeConfiguration(to: ByteWriter, configuration: Configuration, base: number): void {
    const { state, stack, registers, timers } = configuration;
    const number = this.layout.states.get(state)!;
    to.unsigned(number);
    if (this.layout.slots.has("head")) this.writeStack(to, stack, base);
    this.writeRegisters(to, registers, base);
    const places = this.timers[number]!;
    if (places.length > 0) writeTimers(to, places, timers, base);
  }

  readConfiguration(from: ByteReader, base: number): Configuration {
    const number = from.among(this.stateNames.length, "a state");
    const places = this.timers[number]!;
    return {
      state: this.stateNames[number]!,
      stack: this.layout.slots.has("head") ? this.readStack(from, base) : null,
      registers: this.readRegisters(from, base),
      timers: places.length > 0 ? readTimers(from, places, base) : NO_TIMERS,
    };
  }

  private writeRegisters(
    to: ByteWriter,
    registers: Configuration["registers"],
    base: number,
  ): void {
    const list = this.registers;
    if (list.length === 0) return;
    const flags: boolean[] = [];
    for (const { name, optional, written } of list) {
      const { value, writer } = registers[name]!;
      if (optional) flags.push(value !== undefined);
      if (written) flags.push(writer !== null);
    }
    to.bits(flags);
    for (const { name, bytes, written } of list) {
      const { value, writer } = registers[name]!;
      if (value !== undefined) bytes.write(to, value, base);
      if (written && writer !== null) writeWriter(to, writer);
    }
  }

  private readRegisters(from: ByteReader, base: number): Configuration["registers"] {
    const list = this.registers;
    const flags = from.bits(this.flagged);
    let next = 0;
    const heads = list.map(({ optional, written }) => ({
      known: optional ? flags[next++]! : true,
      by: written ? flags[next++]! : false,
    }));
    return this.registersOf(
      list.map(({ bytes }, i): RegisterContent => {
        const { known, by } = heads[i]!;
        const value = known ? bytes.read(from, base) : undefined;
        return { value, writer: by ? readWriter(from) : null };
      }),
    );
  }

  // ------------------------------------------------------------ stack

  /** From the bottom to the top. */
  private writeStack(to: ByteWriter, stack: StackCells, base: number): void {
    const { states, kinds, born, frameWriters } = this.layout;
    const cells: (Frame | ReturnAddress)[] = [];
    for (let rest = stack; rest !== null; rest = rest.below) cells.push(rest.cell);
    to.unsigned(cells.length);
    for (const cell of cells.reverse()) {
      if (!isFrame(cell)) {
        to.byte(0);
        to.unsigned(states.get(cell.returnTo)!);
        continue;
      }
      const number = kinds.get(cell.kind)!;
      to.unsigned(number);
      this.kinds[number - 1]!.fields.write(to, cell.fields, base);
      if (born) to.instant(cell.born, base);
      if (frameWriters) writeWriter(to, cell.writer);
    }
  }

  private readStack(from: ByteReader, base: number): StackCells {
    const { calls, automaton } = this.layout;
    const { depth, callLimit } = automaton.stack;
    const count = from.count();
    let stack: StackCells = null;
    let frames = 0;
    for (let i = 0; i < count; i++) {
      const number = from.among(this.kinds.length + 1, "a frame kind");
      if (number === 0) {
        if (!calls) throw new Damage("it returns from a call, and there is none");
        const returnTo = this.stateNames[from.among(this.stateNames.length, "a state")]!;
        stack = { cell: { returnTo }, below: stack };
        continue;
      }
      frames++;
      stack = { cell: this.readFrame(from, this.kinds[number - 1]!, base), below: stack };
    }
    if (depth !== null && frames > depth.limit) throw new Damage("its stack is too deep");
    if (count - frames > callLimit) throw new Damage("its calls nest too deep");
    return stack;
  }

  private readFrame(from: ByteReader, { name, record, fields }: KindBytes, base: number): Frame {
    const { born, frameWriters } = this.layout;
    const values = fields.read(from, base);
    return {
      kind: name,
      fields: record(values),
      born: born ? from.instant(base) : 0,
      writer: frameWriters ? readWriter(from) : NOBODY,
    };
  }
}

// ---------------------------------------------------------------- writers and timers

function writeWriter(to: ByteWriter, { id, order }: Writer): void {
  to.id(id);
  to.unsigned(order);
}

function readWriter(from: ByteReader): Writer {
  const id = from.id();
  return { id, order: from.order() };
}

const NO_TIMERS: readonly ArmedTimer[] = [];

/** Which of the state's are armed; then of each when it is due, as if the latest event had armed it. */
function writeTimers(
  to: ByteWriter,
  places: readonly TimerPlace[],
  timers: readonly ArmedTimer[],
  base: number,
): void {
  const armed = places.map(({ owner, index }) =>
    timers.find((timer) => timer.index === index && timer.owner === owner),
  );
  to.bits(armed.map((timer) => timer !== undefined));
  for (const [i, timer] of armed.entries()) {
    if (timer === undefined) continue;
    to.instant(timer.due, base + places[i]!.duration);
    writeWriter(to, timer.armedBy);
  }
}

function readTimers(
  from: ByteReader,
  places: readonly TimerPlace[],
  base: number,
): readonly ArmedTimer[] {
  const armed = from.bits(places.length);
  return places
    .filter((_, i) => armed[i])
    .map(({ owner, index, duration }) => {
      const due = from.instant(base + duration);
      return { owner, index, due, armedBy: readWriter(from) };
    });
}
