import type { Order } from "../../automaton/automaton.ts";
import type { Event } from "../../machine/event.ts";
import { eventTrigger } from "../../machine/identity.ts";
import type { Machine } from "../../machine/machine.ts";
import { type Truth, truthOf } from "../disorder/truth.ts";
import { AT_END, KeyRun } from "./key-run.ts";
import { eventOf, idOf, outputOf } from "./line.ts";
import type { OrderedLog } from "./log.ts";
import { OrderRun } from "./order-run.ts";

/** What a pattern gives on the ordered log, by key: the truth that disturbed runs are compared with. */
export interface OrderedRun {
  readonly machine: Machine;
  /** The order words that truth has; null: none. */
  readonly order: Order | null;
  readonly log: OrderedLog;
  /** The events as a pipeline takes them; rows are the log's, sessions are the true ones. */
  readonly truth: Truth;
  readonly lines: readonly string[];
  /** Lines of key k: from `starts[k]` up to `starts[k + 1]`. */
  readonly starts: Uint32Array;
  /** By line: the place among its key's events with which it came, or `AT_END`. */
  readonly fedBy: Int32Array;
  /** By line: the true session of its trigger's event. */
  readonly sessionOf: Uint32Array;
  /** By line: index in `outputs`. */
  readonly outputOf: Uint16Array;
  /** Names of the pattern's outputs, in the order of `emits`. */
  readonly outputs: readonly string[];
  /** By session: its key's number. */
  readonly keyOfSession: Uint32Array;
  /** By key: 1 where the lines are not what the pattern gives on the ordered log; null: they are everywhere. */
  readonly otherwise: Uint8Array | null;
}

/**
 * `order`: words that change what an ordered log gives, too; the others have nothing to do there.
 */
export function orderedRun(
  machine: Machine,
  log: OrderedLog,
  order: Order | null = null,
): OrderedRun {
  const { events, keys, starts: keyStarts, rows } = log;
  const { session: limits, lanes } = machine.automaton;
  const oneSession = lanes === null || limits.shared;
  const runner = order === null ? new KeyRun(machine) : new OrderRun(machine, order);
  const outputs = [...machine.outputs.keys()];
  const outputNumbers = new Map(outputs.map((name, number) => [name, number]));
  const sessions = new Sessions();
  const session = new Uint32Array(events.length);
  const lines: string[] = [];
  const starts = new Uint32Array(keys.length + 1);
  const fedBy: number[] = [];
  const sessionOf: number[] = [];
  const outputOfLine: number[] = [];
  keys.forEach((key, k) => {
    const of = rows.subarray(keyStarts[k]!, keyStarts[k + 1]!);
    sessions.beginKey(key, k);
    let begun = runner.counts.sessionsBegun;
    runner.run(
      key,
      Array.from(of, (row) => events[row]!),
      (place) => {
        // Lanes with sessions of their own: the key as a whole is what depends on its events.
        if (oneSession && runner.counts.sessionsBegun > begun) sessions.begin();
        begun = runner.counts.sessionsBegun;
        session[of[place]!] = sessions.number;
      },
    );
    const rowOf = rowsByTrigger(
      Array.from(of, (row) => events[row]!),
      (place) => of[place]!,
    );
    runner.lines.forEach((line, i) => {
      const id = idOf(line);
      lines.push(line);
      fedBy.push(runner.fedBy[i]!);
      sessionOf.push(session[rowOf.get(eventOf(id)) ?? of[0]!]!);
      outputOfLine.push(outputNumbers.get(decodeURIComponent(outputOf(id)))!);
    });
    starts[k + 1] = lines.length;
  });
  return {
    ...{ machine, order, log, lines, starts, outputs },
    truth: truthOf({
      time: Float64Array.from(events, ({ time }) => time),
      session,
      names: sessions.names,
      type: typesOf(machine, events),
    }),
    fedBy: Int32Array.from(fedBy),
    sessionOf: Uint32Array.from(sessionOf),
    outputOf: Uint16Array.from(outputOfLine),
    keyOfSession: Uint32Array.from(sessions.keys),
    otherwise: null,
  };
}

/** True sessions, numbered through all keys. Draws hang on their names, which say the key and which of its sessions. */
class Sessions {
  readonly names: string[] = [];
  readonly keys: number[] = [];
  #key = "";
  #keyNumber = 0;
  #ofKey = 0;
  #begun = false;

  get number(): number {
    return this.names.length - 1;
  }

  beginKey(key: string, number: number): void {
    this.#key = key;
    this.#keyNumber = number;
    this.#ofKey = 0;
    this.#open();
  }

  /** The machine has begun one. What came before the first, ignored or failed, is counted to it. */
  begin(): void {
    if (this.#begun) this.#open();
    this.#begun = true;
  }

  #open(): void {
    this.#begun = false;
    this.#ofKey++;
    this.names.push(this.#ofKey === 1 ? this.#key : `${this.#key} ${this.#ofKey}`);
    this.keys.push(this.#keyNumber);
  }
}

/** By E as it stands in ids; of an id that comes twice, the first. */
export function rowsByTrigger(
  events: readonly Event[],
  rowOf: (place: number) => number,
): Map<string, number> {
  const found = new Map<string, number>();
  events.forEach(({ id }, place) => {
    const trigger = eventTrigger(id);
    if (!found.has(trigger)) found.set(trigger, rowOf(place));
  });
  return found;
}

function typesOf({ automaton }: Machine, events: readonly Event[]): Uint16Array {
  const { events: declared } = automaton.vocabulary;
  const numbers = new Map(declared.map(({ name }, number) => [name, number]));
  return Uint16Array.from(events, ({ name }) =>
    name === null ? declared.length : numbers.get(name)!,
  );
}

/** The instant at which the ordered run could know line `i`; null: only the end of the input brought it. */
export function knownAt({ log, fedBy, starts }: OrderedRun, key: number, i: number): number | null {
  const place = fedBy[starts[key]! + i]!;
  return place === AT_END ? null : log.events[log.rows[log.starts[key]! + place]!]!.time;
}
