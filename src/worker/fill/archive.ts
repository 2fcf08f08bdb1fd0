import type { Partition, StoredMessage } from "../transport.ts";

/** Records of topics that were exported with their places, and may be deleted in the topics since. */
export interface Archive {
  readonly topics: ReadonlySet<string>;
  /** null: it has nothing of it. */
  of(partition: Partition): ArchivedPartition | null;
}

/** Of one partition, in the order of offsets, each once. */
export interface ArchivedPartition {
  readonly first: number;
  readonly last: StoredMessage;
  /** From an offset on. */
  read(offset: number): AsyncIterable<readonly StoredMessage[]>;
}

/** Where the archive ends and the topic goes on: behind its last record. */
export const seamOf = ({ last }: ArchivedPartition): number => last.offset + 1;
