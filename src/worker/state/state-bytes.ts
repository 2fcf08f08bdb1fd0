import type { Machine } from "../../machine/machine.ts";
import type { KeyState } from "../../stream/key-state.ts";
import type { MessageSource } from "../records/message-source.ts";
import { ByteReader, Damage } from "./byte-reader.ts";
import { ByteWriter } from "./byte-writer.ts";
import { OrderBytes } from "./order-bytes.ts";
import { VisitorBytes } from "./visitor-bytes.ts";

/** The format that this release writes; it reads all before it. */
export const STATE_FORMAT = 1;

/** How much of an automaton's fingerprint stands in each state: enough to tell a few automata apart. */
export const MARK_BYTES = 4;

const VISITOR = 1;
const ORDER = 2;
const HISTORY = 4;
const CAUSES = 8;

export type StateRead =
  | { readonly kind: "read"; readonly state: KeyState }
  /** Written by a later release. */
  | { readonly kind: "newer"; readonly format: number }
  /** Of an automaton with another fingerprint, of which this is the beginning. */
  | { readonly kind: "other pattern"; readonly fingerprint: string }
  /** `detail`: half a sentence. */
  | { readonly kind: "damaged"; readonly detail: string };

/**
 * A key's state as bytes: the format, the beginning of the automaton's fingerprint, what there is, and then
 * that. Equal states give equal bytes. The key is not in them.
 */
export class StateBytes {
  private readonly machine: Machine;
  private readonly mark: Uint8Array;
  private readonly visitors: VisitorBytes;
  private readonly order: OrderBytes;
  private readonly writer = new ByteWriter();

  /** `sources`: the inputs of the task, to whose messages events belong that wait. */
  constructor(machine: Machine, sources: readonly MessageSource[] = []) {
    this.machine = machine;
    this.mark = Buffer.from(machine.version.slice(0, MARK_BYTES * 2), "hex");
    this.visitors = new VisitorBytes(machine);
    this.order = new OrderBytes(machine, this.visitors, sources);
  }

  encode({ visitor, order, history, causes }: KeyState): Uint8Array {
    const to = this.writer;
    to.byte(STATE_FORMAT);
    for (const byte of this.mark) to.byte(byte);
    to.byte(
      (visitor === null ? 0 : VISITOR) +
        (order === undefined ? 0 : ORDER) +
        (history === undefined ? 0 : HISTORY) +
        (causes === undefined ? 0 : CAUSES),
    );
    if (visitor !== null) this.visitors.write(to, visitor);
    if (order !== undefined) this.order.writeOrder(to, order);
    if (history !== undefined) this.order.writeHistory(to, history);
    if (causes !== undefined) this.order.writeCauses(to, causes);
    return to.take();
  }

  /** Whatever the bytes are, this comes back, and soon. */
  read(key: string, bytes: Uint8Array): StateRead {
    const format = bytes[0];
    if (format === undefined || bytes.length <= MARK_BYTES)
      return { kind: "damaged", detail: "it ends too early" };
    if (format > STATE_FORMAT) return { kind: "newer", format };
    if (format < 1) return { kind: "damaged", detail: `it has the format ${format}` };
    if (!this.isMarked(bytes)) return { kind: "other pattern", fingerprint: markOf(bytes) };
    try {
      return { kind: "read", state: this.readOn(key, bytes) };
    } catch (error) {
      if (error instanceof Damage) return { kind: "damaged", detail: error.message };
      throw error;
    }
  }

  /** Fails with a sentence where the bytes are not a state of this pattern. */
  decode(key: string, bytes: Uint8Array): KeyState {
    const read = this.read(key, bytes);
    if (read.kind === "read") return read.state;
    throw new StateRefused(refusal(this.machine.automaton.pattern, key, read), read.kind);
  }

  /** When something of a state is due, where its first bytes tell; null: it has to be read. */
  due(bytes: Uint8Array): number | null {
    const visitorAlone = bytes[0] === STATE_FORMAT && bytes[1 + MARK_BYTES] === VISITOR;
    if (this.machine.automaton.order !== undefined || !visitorAlone || !this.isMarked(bytes))
      return null;
    try {
      return this.visitors.due(new ByteReader(bytes, 2 + MARK_BYTES));
    } catch (error) {
      if (error instanceof Damage) return null;
      throw error;
    }
  }

  private isMarked(bytes: Uint8Array): boolean {
    const { mark } = this;
    for (let i = 0; i < MARK_BYTES; i++) if (bytes[1 + i] !== mark[i]) return false;
    return true;
  }

  private readOn(key: string, bytes: Uint8Array): KeyState {
    const from = new ByteReader(bytes, 1 + MARK_BYTES);
    const parts = from.among(16, "what there is");
    const visitor = (parts & VISITOR) === 0 ? null : this.visitors.read(from, key);
    const order = (parts & ORDER) === 0 ? {} : { order: this.order.readOrder(from, key) };
    const history = (parts & HISTORY) === 0 ? {} : { history: this.order.readHistory(from, key) };
    const causes = (parts & CAUSES) === 0 ? {} : { causes: this.order.readCauses(from, key) };
    from.end();
    return { key, visitor, ...order, ...history, ...causes };
  }
}

/** The beginning of the fingerprint of the automaton whose state it is. */
export const markOf = (bytes: Uint8Array): string =>
  Buffer.from(bytes.subarray(1, 1 + MARK_BYTES)).toString("hex");

export class StateRefused extends Error {
  readonly why: Exclude<StateRead["kind"], "read">;

  constructor(message: string, why: Exclude<StateRead["kind"], "read">) {
    super(message);
    this.why = why;
  }
}

function refusal(
  pattern: string,
  key: string,
  read: Exclude<StateRead, { readonly kind: "read" }>,
): string {
  const what = `the state of ${JSON.stringify(key)} in ${pattern}`;
  switch (read.kind) {
    case "newer":
      return `${what} was written by a later release, in format ${read.format}; this one reads up to ${STATE_FORMAT}`;
    case "other pattern":
      return `${what} belongs to another version of the pattern, ${read.fingerprint}…: ask \`pda plan\` what the change means`;
    case "damaged":
      return `${what} is damaged: ${read.detail}`;
  }
}
