import type { Event } from "../../machine/event.ts";
import type { DeadStep } from "../../machine/output.ts";
import type { MapResult } from "../../records/vocabulary.ts";
import type { Header, Message } from "../transport.ts";
import type { MessageRecord } from "./message-record.ts";

/** Dead letters as messages, with the headers that Kafka Connect gives its own. */
export interface DeadWriter {
  /** A record that an `events` block refused. `block`: its name. */
  record(record: MessageRecord, dead: DeadResult, block: string): Message;
  /**
   * What could not be stepped; of a timer or an end there is no record. `event`: one that was held over a
   * restart has no message any more, but its members.
   */
  step(step: DeadStep, record: MessageRecord | null, event?: Event | null): Message;
  /** A record refused for a reason that lies beside its value: too far ahead, another's key. */
  other(record: MessageRecord, reason: string, detail: string): Message;
}

export type DeadResult = Extract<MapResult, { kind: "dead" }>;

export interface DeadWriterOptions {
  /** The application id of the worker. */
  readonly application: string;
}

export function deadWriter({ application }: DeadWriterOptions): DeadWriter {
  const common = { "connector.name": application };
  return {
    record(record, { reason, detail, event, field }, block) {
      const headers = { ...placeOf(record), ...common, stage: "VALUE_CONVERTER" };
      return buried(record, headers, detail, { reason, block, event, field });
    },
    step(step, record, event = null) {
      const { kind, pattern, key, instant, reason } = step;
      const told = {
        ...{ reason: kind === "event" ? "step" : kind, pattern },
        ...(kind === "event" ? { event: step.event } : { timer: step.name }),
      };
      const headers = { ...common, stage: "TRANSFORMATION" };
      if (record !== null) return buried(record, { ...placeOf(record), ...headers }, reason, told);
      return {
        key: Buffer.from(key),
        value: Buffer.from(stepText(step, event)),
        headers: errorHeaders(headers, reason, told),
        timestampMs: Math.max(0, instant),
      };
    },
    other: (record, reason, detail) =>
      buried(record, { ...placeOf(record), ...common, stage: "KEY_CONVERTER" }, detail, { reason }),
  };
}

function stepText(step: DeadStep, event: Event | null): string {
  const text = JSON.stringify(step);
  if (step.kind !== "event" || event === null) return text;
  const members = event.members().map(([name, json]) => `${JSON.stringify(name)}:${json}`);
  return `${text.slice(0, -1)},"record":{${members.join(",")}}}`;
}

type Named = Readonly<Record<string, string | undefined>>;

/** The message as it came, its headers too, and why it is here. */
function buried(
  { message }: MessageRecord,
  headers: Named,
  detail: string,
  told: Named & { readonly reason: string },
): Message {
  const { key, value, timestampMs } = message;
  // One that has been dead before says only why it is dead now.
  const kept = message.headers.filter(([name]) => !isOurs(name));
  return {
    ...{ key, value, timestampMs: Math.max(0, timestampMs) },
    headers: [...kept, ...errorHeaders(headers, detail, told)],
  };
}

const CONNECT = "__connect.errors.";
const OURS = "pda.dead.";

const isOurs = (name: string): boolean => name.startsWith(CONNECT) || name.startsWith(OURS);

/** A detail may quote a value; a message that fits its topic must not outgrow the next one's limit by it. */
const DETAIL_LENGTH_MAX = 1000;

function errorHeaders(
  headers: Named,
  detail: string,
  told: Named & { readonly reason: string },
): Header[] {
  const message = detail.length > DETAIL_LENGTH_MAX ? `${detail.slice(0, 999)}…` : detail;
  const connect = {
    ...headers,
    ...{ "exception.class.name": told.reason, "exception.message": message },
  };
  return [...prefixed(CONNECT, connect), ...prefixed(OURS, told)];
}

const prefixed = (prefix: string, values: Named): Header[] =>
  Object.entries(values).flatMap(([name, value]): Header[] =>
    value === undefined ? [] : [[prefix + name, Buffer.from(value)]],
  );

const placeOf = ({ from, message }: MessageRecord): Named => ({
  topic: from.topic,
  partition: String(from.partition),
  offset: String(message.offset),
});
