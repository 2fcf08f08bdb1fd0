import type { WirePartition, WireRecord } from "./requests.ts";

/**
 * The records of one answer that a committed reader may see: no control records, and none of an
 * aborted transaction. The broker lists aborted transactions in the order of their markers; they are
 * entered in the order of their first offsets, all that a record has reached. A producer leaves at
 * its abort marker: a control record whose key's second number is 0. (kafkajs enters one transaction
 * per record in the order of the list, and takes every key of four zero bytes for a marker.)
 */
export function visible(answer: WirePartition, committed: boolean): WireRecord[] {
  const waiting = committed
    ? [...(answer.abortedTransactions ?? [])]
        .map(({ producerId, firstOffset }) => ({ producerId, first: Number(firstOffset) }))
        .sort((a, b) => a.first - b.first)
    : [];
  const aborting = new Set<string>();
  let next = 0;
  return answer.messages.filter((record) => {
    const { offset } = record;
    while (next < waiting.length && waiting[next]!.first <= offset) {
      aborting.add(waiting[next++]!.producerId);
    }
    const { producerId, inTransaction } = record.batchContext;
    if (record.isControlRecord) {
      if (isAbortMarker(record)) aborting.delete(producerId);
      return false;
    }
    return !(inTransaction && aborting.has(producerId));
  });
}

/** Version (2 bytes), type (2 bytes): 0 is abort, 1 commit. */
const isAbortMarker = ({ key }: WireRecord): boolean =>
  key !== null && key.length >= 4 && key.readInt16BE(2) === 0;
