import { protocolError } from "./errors.ts";
import type { VirtualTime } from "./time.ts";

export interface Head {
  readonly transactionalId: string;
  readonly producerId: string;
  readonly producerEpoch: number;
}

interface Transaction {
  producerId: string;
  epoch: number;
  state: "empty" | "ongoing" | "committing" | "aborting" | "committed" | "aborted";
  timeoutMs: number;
  usedMs: number;
  /** Counts transactions, so that a timeout knows which it was set for. */
  serial: number;
  partitions: Set<string>;
  groups: Set<string>;
  /** Who waits for the markers. */
  waiting: (() => void)[];
}

/** What the end of a transaction does to partitions and groups. */
export interface Markers {
  partition(name: string, producerId: string, epoch: number, commit: boolean): void;
  group(name: string, producerId: string, commit: boolean): void;
}

export interface TransactionSettings {
  /** How long markers take: the window in which the next transaction has to wait. */
  markersMs(): number;
  readonly expireMs: number;
}

const EPOCH_MOST = 32_766;

/** The transaction coordinator, as clients before protocol version 2 of transactions know it. */
export interface Transactions {
  init(transactionalId: string, timeoutMs: number): { producerId: string; producerEpoch: number };
  addPartitions(head: Head, names: readonly string[]): void;
  addGroup(head: Head, group: string): void;
  end(head: Head, commit: boolean): void;
  /** Fails unless the producer has a transaction open that this belongs to. */
  verify(head: Head, partition: string | null, group: string | null): void;
  /** As after the id's expiry: it is unknown from now on. Not while a transaction is open; says whether. */
  forget(transactionalId: string): boolean;
  /** When the markers of the id's last transaction are written; at once where none are missing. */
  decided(transactionalId: string): Promise<void>;
  /** Ids with a transaction that is not decided. */
  undecided(): readonly string[];
}

export function createTransactions(
  time: VirtualTime,
  markers: Markers,
  settings: TransactionSettings,
): Transactions {
  const known = new Map<string, Transaction>();
  let producers = 0;

  function find(id: string): Transaction | undefined {
    const found = known.get(id);
    const idle = found && found.state !== "ongoing" && !deciding(found);
    if (idle && time.nowMs() - found.usedMs > settings.expireMs) {
      known.delete(id);
      return undefined;
    }
    return found;
  }

  const deciding = ({ state }: Transaction): boolean =>
    state === "committing" || state === "aborting";

  function owned(head: Head): Transaction {
    const found = find(head.transactionalId);
    if (!found || found.producerId !== head.producerId) {
      throw protocolError("INVALID_PRODUCER_ID_MAPPING");
    }
    if (found.epoch !== head.producerEpoch) throw protocolError("INVALID_PRODUCER_EPOCH");
    return found;
  }

  function decide(of: Transaction, commit: boolean): void {
    of.state = commit ? "committing" : "aborting";
    const { producerId, epoch } = of;
    const left = [
      ...[...of.partitions].map((p) => () => markers.partition(p, producerId, epoch, commit)),
      ...[...of.groups].map((g) => () => markers.group(g, producerId, commit)),
    ];
    let waiting = left.length;
    const written = (): void => {
      if (--waiting > 0) return;
      of.state = commit ? "committed" : "aborted";
      of.partitions.clear();
      of.groups.clear();
      of.usedMs = time.nowMs();
      for (const wake of of.waiting.splice(0)) wake();
    };
    for (const write of left) {
      time.at(time.nowMs() + settings.markersMs(), () => {
        write();
        written();
      });
    }
    if (left.length === 0) {
      waiting = 1;
      written();
    }
  }

  function begin(head: Head): Transaction {
    const found = owned(head);
    if (deciding(found)) throw protocolError("CONCURRENT_TRANSACTIONS");
    if (found.state !== "ongoing") {
      found.state = "ongoing";
      const serial = ++found.serial;
      time.at(time.nowMs() + found.timeoutMs, () => {
        if (found.state !== "ongoing" || found.serial !== serial) return;
        found.epoch++;
        decide(found, false);
      });
    }
    found.usedMs = time.nowMs();
    return found;
  }

  return {
    init(id, timeoutMs) {
      const found = find(id);
      if (!found) {
        const producerId = String(1000 + producers++);
        known.set(id, {
          producerId,
          epoch: 0,
          state: "empty",
          timeoutMs,
          usedMs: time.nowMs(),
          serial: 0,
          partitions: new Set(),
          groups: new Set(),
          waiting: [],
        });
        return { producerId, producerEpoch: 0 };
      }
      if (found.state === "ongoing") {
        found.epoch++;
        decide(found, false);
        throw protocolError("CONCURRENT_TRANSACTIONS");
      }
      if (deciding(found)) throw protocolError("CONCURRENT_TRANSACTIONS");
      found.epoch++;
      if (found.epoch > EPOCH_MOST) {
        found.producerId = String(1000 + producers++);
        found.epoch = 0;
      }
      found.state = "empty";
      found.timeoutMs = timeoutMs;
      found.usedMs = time.nowMs();
      return { producerId: found.producerId, producerEpoch: found.epoch };
    },
    addPartitions(head, names) {
      const { partitions } = begin(head);
      for (const name of names) partitions.add(name);
    },
    addGroup(head, group) {
      begin(head).groups.add(group);
    },
    end(head, commit) {
      const found = owned(head);
      if (found.state === "ongoing") return decide(found, commit);
      const [doing, done] = commit ? ["committing", "committed"] : ["aborting", "aborted"];
      if (found.state === doing) throw protocolError("CONCURRENT_TRANSACTIONS");
      if (found.state !== done) throw protocolError("INVALID_TXN_STATE");
    },
    verify(head, partition, group) {
      const found = owned(head);
      if (found.state !== "ongoing") throw protocolError("INVALID_TXN_STATE");
      const belongs =
        (partition === null || found.partitions.has(partition)) &&
        (group === null || found.groups.has(group));
      if (!belongs) throw protocolError("INVALID_TXN_STATE");
    },
    forget(id) {
      const found = known.get(id);
      if (!found || found.state === "ongoing" || deciding(found)) return false;
      return known.delete(id);
    },
    async decided(id) {
      const found = known.get(id);
      if (found && deciding(found)) await new Promise<void>((wake) => found.waiting.push(wake));
    },
    undecided: () =>
      [...known].filter(([, t]) => t.state === "ongoing" || deciding(t)).map(([id]) => id),
  };
}
