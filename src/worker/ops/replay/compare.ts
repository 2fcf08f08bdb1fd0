import { textOf } from "../../bytes.ts";
import { ID_HEADER } from "../../records/output-writer.ts";
import type { Message } from "../../transport.ts";

export interface Difference {
  readonly kind: "missing" | "extra" | "twice" | "changed";
  readonly id: string;
  readonly topic: string;
  readonly value: string;
}

/** Outputs by id, each with the bytes of its value: a replay gives both again. */
export class OutputComparison {
  private readonly written = new Map<string, { topic: string; value: Uint8Array; met: boolean }>();
  readonly differences: Difference[] = [];
  equal = 0;

  /** One that stands in a topic; every one before the first that is `expect`ed. */
  found(topic: string, message: Message): void {
    const id = idOf(message);
    // Other programs may write to the topic, too.
    if (id === null) return;
    const value = message.value ?? new Uint8Array(0);
    if (this.written.has(id)) this.tell("twice", id, topic, value);
    else this.written.set(id, { topic, value, met: false });
  }

  /** One that the replay gives. `committed`: its record was committed before the topics were read. */
  expect(topic: string, message: Message, committed: boolean): void {
    const id = idOf(message)!;
    const value = message.value ?? new Uint8Array(0);
    const there = this.written.get(id);
    if (there === undefined) {
      if (committed) this.tell("missing", id, topic, value);
      return;
    }
    there.met = true;
    if (there.topic === topic && Buffer.compare(there.value, value) === 0) this.equal++;
    else this.tell("changed", id, there.topic, there.value);
  }

  /** When all are expected: what nothing stands for. */
  end(): void {
    for (const [id, { topic, value, met }] of this.written) {
      if (!met) this.tell("extra", id, topic, value);
    }
  }

  private tell(kind: Difference["kind"], id: string, topic: string, value: Uint8Array): void {
    this.differences.push({ kind, id, topic, value: textOf(value) });
  }
}

function idOf({ headers }: Message): string | null {
  const found = headers.find(([name]) => name === ID_HEADER)?.[1];
  return found === undefined || found === null ? null : textOf(found);
}
