import { encodeId } from "../../machine/render.ts";
import type { Header, Message } from "../transport.ts";
import { isText } from "./key-check.ts";
import type { MessageRecord } from "./message-record.ts";
import { type OutputHead, outputHead } from "./output-head.ts";
import { type Routes, topicOf } from "./routes.ts";

/** Outputs as messages. */
export interface OutputWriter {
  /**
   * `line`: the output as `pda run` prints it. `trigger`: the record that is being stepped; null: time
   * alone moves on. What traces it is carried on where the output comes from the step of its own event.
   */
  write(line: string, trigger: MessageRecord | null): RoutedMessage;
}

export interface RoutedMessage {
  readonly topic: string;
  readonly message: Message;
}

/** What stands in a message for an output, but for what all have in common. */
export type OutputEncoder = (line: string, head: OutputHead) => Uint8Array;

export const jsonOutput: OutputEncoder = (line) => Buffer.from(line);

export function outputWriter(routes: Routes, encode: OutputEncoder = jsonOutput): OutputWriter {
  return {
    write(line, trigger) {
      const head = outputHead(line);
      const { id, output, kind, key, timeMs } = head;
      const topic = topicOf(routes, output, kind);
      // Routes are held against the patterns before anything starts.
      if (topic === null) throw new Error(`the output ${output} has no topic`);
      const headers: Header[] = [[ID_HEADER, Buffer.from(id)]];
      if (trigger !== null && trigger.message.headers.length > 0 && isOf(id, trigger))
        for (const header of trigger.message.headers)
          if (TRACE_HEADERS.includes(header[0])) headers.push(header);
      const message = {
        key: keyBytes(key, trigger),
        value: encode(line, head),
        headers,
        // Kafka knows no time before 1970; the value does.
        timestampMs: Math.max(0, timeMs),
      };
      return { topic, message };
    },
  };
}

/** The output's id, which a replay gives again: whoever reads twice can tell. */
export const ID_HEADER = "pda.id";

/** The record's own, which nearly always are the same. */
function keyBytes(key: string, trigger: MessageRecord | null): Uint8Array {
  const own = trigger === null ? null : trigger.message.key;
  return isText(own, key) ? own : Buffer.from(key);
}

/** W3C trace context. */
const TRACE_HEADERS: readonly string[] = ["traceparent", "tracestate"];

/** Whether an output's trigger is the event of a record, rather than a timer or an end, or one that was held. */
function isOf(id: string, { results }: MessageRecord): boolean {
  const trigger = id.split("/")[2]!;
  return results.some(
    (result) => result.kind === "event" && encodeId(result.event.id, { inner: true }) === trigger,
  );
}
