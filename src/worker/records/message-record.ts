import type { EventSource, Members, MembersOf } from "../../records/mapped-event.ts";
import type { MapResult } from "../../records/vocabulary.ts";
import type { StoredMessage } from "../transport.ts";
import { type MessageSource, messageId } from "./message-source.ts";

/** A message, and what each `events` block makes of it (rule 2); the reader that made it fills in the results. */
export class MessageRecord implements EventSource {
  readonly message: StoredMessage;
  readonly from: MessageSource;
  /** One per vocabulary: an event, undeclared (an event without a name), or dead with its reason. */
  results: readonly MapResult[] = UNREAD;
  readonly #bytes: Uint8Array;
  readonly #start: number;
  readonly #end: number;
  readonly #membersOf: MembersOf;

  /** The record's members are read at `start` to `end` of `bytes`, which are not written to any more. */
  constructor(
    message: StoredMessage,
    from: MessageSource,
    bytes: Uint8Array,
    start: number,
    end: number,
    membersOf: MembersOf,
  ) {
    this.message = message;
    this.from = from;
    this.#bytes = bytes;
    this.#start = start;
    this.#end = end;
    this.#membersOf = membersOf;
  }

  get source(): number {
    return this.from.index;
  }

  get position(): number {
    return this.message.offset;
  }

  get id(): string {
    return messageId(this.from, this.message.offset);
  }

  members(): Members {
    return this.#membersOf(this.#bytes, this.#start, this.#end);
  }
}

const UNREAD: readonly MapResult[] = [];
