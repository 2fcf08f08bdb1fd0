import type { Session as ReferenceSession } from "../configuration.ts";
import type { Event } from "../event.ts";
import { Causes } from "../twin/collector.ts";
import type { Value } from "../value.ts";

/** A reference to an event: its id, or a number that stands for it. */
export type Ref = string | number;

/** A frame, or a return address (kind 0). Like all that a configuration holds it is replaced, never changed. */
export interface Cell {
  /** From 1; 0 is a return address. */
  readonly kind: number;
  readonly below: Cell | null;
  /** The state where a call goes on. */
  readonly back: number;
  readonly fields: readonly Value[];
  readonly born: number;
  readonly writer: Ref;
  readonly order: number;
}

export type Session = Omit<ReferenceSession, "first"> & { readonly first: Ref };

/** What a step changes. */
export interface Configuration {
  state: number;
  stack: Cell | null;
  registers: readonly Value[];
  /** Who wrote each register, and when; an order of 0: nobody yet. */
  writers: readonly Ref[];
  orders: readonly number[];
  /** By cell of the layout: when it is due (Infinity: it is not armed), who armed it, and when. */
  due: readonly number[];
  armed: readonly Ref[];
  armedOrders: readonly number[];
}

/** One automaton of a key. */
export interface Lane extends Configuration {
  readonly values: readonly Value[];
  readonly texts: readonly string[];
  /** Key and lane as they stand in ids, and the lane as it stands in a line. */
  readonly place: string;
  readonly label: string;
  /** Its own; null where the key's is shared. */
  session: Session | null;
  /** States that it was in, for a tally. */
  readonly seen: Set<number>;
}

export interface Loop {
  readonly frame: Cell;
  readonly index: number;
  readonly count: number;
  readonly part: Value;
  /** Writers that the part stands for. */
  readonly partWriters: readonly Causes[];
}

/**
 * One step while it is taken. The lane is written to when it is done, so a step that fails leaves nothing
 * behind (rule 16). There is one of these for each table, used again and again.
 */
export class Moment implements Configuration {
  key = "";
  lane!: Lane;
  session!: Session;
  at = 0;
  now = 0;
  /** The writer of what this step writes, and the first cause. */
  ref: Ref = "";
  order = 0;
  event: Event | null = null;
  endedBy: "gap" | "max" | "pattern" | null = null;
  /** What stands behind E in the id of an output: of a timer its name and instant, of an end `~end`. */
  suffix = "";

  state = 0;
  stack: Cell | null = null;
  registers: readonly Value[] = [];
  writers: readonly Ref[] = [];
  orders: readonly number[] = [];
  due: readonly number[] = [];
  armed: readonly Ref[] = [];
  armedOrders: readonly number[] = [];

  readonly lines: string[] = [];
  /** The number of the rule that fired; -1: none did, or nobody asks. */
  rule = -1;
  /** How many outputs of each name there are. */
  readonly occurrences = new Map<string, number>();
  framesDropped = 0;
  pushesRefused = 0;
  endsSession = false;

  loop: Loop | null = null;
  /** Frames that enclosing `any`s look at, the innermost last. */
  readonly bound: Cell[] = [];
  /** Is told of the frames that an `any` found; null: nobody asks. */
  found: Causes | null = null;
  readonly guarding = new Causes();

  /** Begins a step with what the lane holds. */
  open(lane: Lane, session: Session): void {
    this.lane = lane;
    this.session = session;
    copy(lane, this);
    this.event = null;
    this.endedBy = null;
    this.suffix = "";
    this.lines.length = 0;
    this.rule = -1;
    this.occurrences.clear();
    this.framesDropped = 0;
    this.pushesRefused = 0;
    this.endsSession = false;
    this.loop = null;
    this.bound.length = 0;
    this.found = null;
    this.guarding.clear();
  }

  close(): void {
    copy(this, this.lane);
  }
}

function copy(from: Configuration, to: Configuration): void {
  to.state = from.state;
  to.stack = from.stack;
  to.registers = from.registers;
  to.writers = from.writers;
  to.orders = from.orders;
  to.due = from.due;
  to.armed = from.armed;
  to.armedOrders = from.armedOrders;
}
