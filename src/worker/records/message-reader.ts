import type { Vocabulary } from "../../automaton/automaton.ts";
import type { StoredMessage } from "../transport.ts";
import type { MessageRecord } from "./message-record.ts";
import type { MessageSource } from "./message-source.ts";

/**
 * Messages as events, by the same rules and code as `pda run` reads logs. One for a worker: tasks take
 * turns, and a record is decoded once for all patterns whose vocabularies are equal.
 */
export interface MessageReader {
  /** As `planReading` gives them; a record has one result for each. */
  readonly vocabularies: readonly Vocabulary[];
  /**
   * Fetches what is not known yet of the schemas that these messages name; null: nothing is missing, as
   * nearly always. To be waited for before they are read. Fails as `TransportFailure`: where whoever has
   * the schemas does not answer, nothing may be read, and trying later helps.
   */
  prepare(messages: readonly StoredMessage[]): Promise<void> | null;
  /** What cannot be read is dead, with its reason; nothing is thrown, whatever the bytes. */
  read(message: StoredMessage, from: MessageSource): MessageRecord;
}
