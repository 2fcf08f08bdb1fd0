import type { Clock, Partition } from "../transport.ts";
import { failureOf, isTransient, typeOf } from "./failures.ts";
import type { Broker } from "./requests.ts";

export type CoordinatorOf = "group" | "transaction";

/** Connections to a cluster's brokers: one to each that is needed, opened when it is. */
export interface Connection {
  readonly requestTimeoutMs: number;
  leader(of: Partition): Promise<Broker>;
  coordinator(kind: CoordinatorOf, id: string): Promise<Broker>;
  controller(): Promise<Broker>;
  partitionCount(topic: string): Promise<number | undefined>;
  /**
   * Tries until it is done, `patienceMs` is over, or time cannot mend the failure, which is then
   * thrown as what it means. Metadata is read afresh between two tries.
   */
  patiently<T>(doing: string, attempt: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

const RETRY_MS = 20;
const RETRY_MOST_MS = 500;
/** The last transaction's markers are being written: a few milliseconds, and no metadata helps. */
const MARKERS_MS = 5;

/** See `Connection.patiently`. */
export async function patiently<T>(
  doing: string,
  attempt: () => Promise<T>,
  patienceMs: number,
  clock: Clock,
  refresh: () => Promise<void>,
): Promise<T> {
  const until = clock.nowMs() + patienceMs;
  for (let wait = RETRY_MS; ; wait = Math.min(2 * wait, RETRY_MOST_MS)) {
    try {
      return await attempt();
    } catch (error) {
      if (!isTransient(error) || clock.nowMs() + wait > until) throw failureOf(error, doing);
      if (typeOf(error) === "CONCURRENT_TRANSACTIONS") {
        await clock.sleep(MARKERS_MS);
      } else {
        await clock.sleep(wait);
        await refresh().catch(() => {});
      }
    }
  }
}
