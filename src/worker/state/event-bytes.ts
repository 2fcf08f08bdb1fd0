import type { Action, Automaton } from "../../automaton/automaton.ts";
import type { Event } from "../../machine/event.ts";
import { record } from "../../machine/record.ts";
import type { Members } from "../../records/mapped-event.ts";
import { MessageRecord } from "../records/message-record.ts";
import type { MessageSource } from "../records/message-source.ts";
import type { Header } from "../transport.ts";
import { type ByteReader, Damage } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { type RecordBytes, recordBytes } from "./value-bytes.ts";

/** An event that waited while its state was bytes. Its message is with it: its step may still fail. */
export class WaitingEvent implements Event {
  readonly key: string;
  readonly time: number;
  readonly name: string | null;
  readonly fields: Event["fields"];
  readonly id: string;
  readonly record: MessageRecord | null;
  readonly #members: Members;

  constructor(event: Omit<Event, "members">, members: Members, record: MessageRecord | null) {
    this.key = event.key;
    this.time = event.time;
    this.name = event.name;
    this.fields = event.fields;
    this.id = event.id;
    this.record = record;
    this.#members = members;
  }

  members(): Members {
    return this.#members;
  }
}

/** Events that wait, whole: with their message, and with their members where an output may ask for them. */
export class EventBytes {
  private readonly names: readonly string[];
  private readonly numbers: ReadonlyMap<string, number>;
  private readonly fields: readonly {
    readonly names: readonly string[];
    readonly bytes: RecordBytes;
  }[];
  private readonly withMembers: boolean;
  private readonly sources: readonly MessageSource[];

  constructor(automaton: Automaton, sources: readonly MessageSource[]) {
    const { events } = automaton.vocabulary;
    this.sources = sources;
    this.names = events.map(({ name }) => name);
    this.numbers = new Map(this.names.map((name, i) => [name, i + 1]));
    this.fields = events.map(({ fields }) => ({
      names: fields.map(({ name }) => name),
      bytes: recordBytes(fields),
    }));
    this.withMembers = asksForMembers(automaton);
  }

  write(to: ByteWriter, event: Event, base: number): void {
    const { time, name, fields, id } = event;
    to.instant(time, base);
    const number = name === null ? 0 : this.numbers.get(name)!;
    to.unsigned(number);
    if (number > 0) this.fields[number - 1]!.bytes.write(to, fields, time);
    to.id(id);
    if (this.withMembers) writeMembers(to, event.members());
    writeMessage(to, messageOf(event), time);
  }

  read(from: ByteReader, key: string, base: number): Event {
    const time = from.instant(base);
    const number = from.among(this.names.length + 1, "an event");
    const declared = this.fields[number - 1];
    const values = declared?.bytes.read(from, time) ?? [];
    const known = (declared?.names ?? []).map((name, i) => [name, values[i]] as const);
    // A missing field is absent.
    const fields = record(known.filter(([, value]) => value !== undefined));
    const id = from.id();
    const members = this.withMembers ? readMembers(from) : [];
    const name = number === 0 ? null : this.names[number - 1]!;
    const message = this.readMessage(from, members, time);
    return new WaitingEvent({ key, time, name, fields, id }, members, message);
  }

  private readMessage(from: ByteReader, members: Members, base: number): MessageRecord | null {
    if (!from.flag()) return null;
    const topic = from.text();
    const partition = from.unsigned();
    const source = this.sources.find((one) => one.topic === topic && one.partition === partition);
    const offset = from.unsigned();
    const timestampMs = from.instant(base);
    const brokerTime = from.flag();
    const key = readBlob(from);
    const value = readBlob(from);
    const headers = Array.from(
      { length: from.count() },
      (): Header => [from.text(), readBlob(from)],
    );
    // An input that there is no more has no number; a dead letter still tells its name.
    const at = source ?? { topic, partition, index: -1 };
    const message = { offset, timestampMs, brokerTime, key, value, headers };
    return new MessageRecord(message, at, NO_BYTES, 0, 0, () => members);
  }
}

const NO_BYTES = new Uint8Array(0);

/** The message that an event was read from; null: it was read from something else. */
function messageOf(event: Event): MessageRecord | null {
  const { record: from } = event as Event & { readonly record?: unknown };
  return from instanceof MessageRecord ? from : null;
}

function writeMessage(to: ByteWriter, from: MessageRecord | null, base: number): void {
  to.byte(from === null ? 0 : 1);
  if (from === null) return;
  const { topic, partition } = from.from;
  const { offset, timestampMs, brokerTime, key, value, headers } = from.message;
  to.text(topic);
  to.unsigned(partition);
  to.unsigned(offset);
  to.instant(timestampMs, base);
  to.byte(brokerTime ? 1 : 0);
  writeBlob(to, key);
  writeBlob(to, value);
  to.unsigned(headers.length);
  for (const [name, content] of headers) {
    to.text(name);
    writeBlob(to, content);
  }
}

function writeBlob(to: ByteWriter, value: Uint8Array | null): void {
  to.byte(value === null ? 0 : 1);
  if (value !== null) to.blob(value);
}

/** A copy: the bytes it lies in are larger, and live on as long as it does. */
const readBlob = (from: ByteReader): Uint8Array | null =>
  from.flag() ? Uint8Array.from(from.blob()) : null;

function writeMembers(to: ByteWriter, members: Members): void {
  to.unsigned(members.length);
  for (const [name, json] of members) {
    to.text(name);
    to.text(json);
  }
}

function readMembers(from: ByteReader): Members {
  const members = Array.from({ length: from.count() }, () => [from.text(), from.text()] as const);
  for (const [, json] of members) mustBeJson(json);
  return members;
}

function mustBeJson(text: string): void {
  try {
    JSON.parse(text);
  } catch {
    throw new Damage("a record's member is no JSON");
  }
}

function asksForMembers({ order, states, groups, onEnd }: Automaton): boolean {
  if (order?.late.kind === "emit") return true;
  const asks = (action: Action): boolean => action.do === "emit" && action.withEvent;
  return [...states, ...groups, { transitions: [], timers: [], onEnd }].some(
    ({ transitions, timers, onEnd: ends }) =>
      [...transitions, ...timers, ...ends].some(({ actions }) =>
        actions.some(
          (action) => asks(action) || (action.do === "forEach" && action.emits.some(asks)),
        ),
      ),
  );
}
