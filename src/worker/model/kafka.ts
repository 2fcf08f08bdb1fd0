import { TransportFailure } from "../failure.ts";
import { type Connection, patiently } from "../protocol/connection.ts";
import { typeOf } from "../protocol/failures.ts";
import type { Broker, MemberCodecs } from "../protocol/requests.ts";
import { transportOver } from "../protocol/transport.ts";
import type { Clock, Transport } from "../transport.ts";
import { answering, createState, type State } from "./broker.ts";
import { noAnswer, noConnection, protocolError } from "./errors.ts";
import { type Faults, noFaults, type Request } from "./faults.ts";
import { remote } from "./remote.ts";
import type { VirtualTime } from "./time.ts";
import type { Transactions } from "./transactions.ts";

export interface ModelSettings {
  readonly requestTimeoutMs: number;
  readonly patienceMs: number;
  /** Of each partition's transaction marker. */
  markersMs(): number;
  /** Of a transactional id that nobody uses. */
  readonly expireMs: number;
}

export const MODEL_DEFAULTS: ModelSettings = {
  requestTimeoutMs: 2_000,
  patienceMs: 8_000,
  markersMs: () => 3,
  expireMs: 7 * 24 * 3_600_000,
};

/** A process that speaks to the model: it may stand still or end, in the middle of anything. */
export interface Host {
  readonly transport: Transport;
  readonly clock: Clock;
  /** As by SIGSTOP: nothing goes on here until `resume`, while the others' time passes. */
  pause(): void;
  resume(): void;
  /** As by kill -9: nothing ever goes on here, and what was sent has been sent. */
  kill(): void;
}

export interface ModelKafka {
  readonly state: State;
  host(name: string): Host;
  /** No broker answers for this long; what they have done stays done. */
  down(ms: number): void;
}

/** JSON for what kafkajs writes in the protocol's own form; nobody else reads it. */
const codec = <T extends { readonly userData: Buffer }>() => ({
  encode: ({ userData, ...rest }: T): Buffer =>
    Buffer.from(JSON.stringify({ ...rest, userData: userData.toString("latin1") })),
  decode: (bytes: Buffer): T | null =>
    bytes.length === 0
      ? null
      : JSON.parse(bytes.toString(), (name, value) =>
          name === "userData" ? Buffer.from(value, "latin1") : value,
        ),
});
const codecs: MemberCodecs = { memberMetadata: codec(), memberAssignment: codec() };

/** Where another broker may have taken over: what its old place answers. */
const MOVED: Partial<Record<Request, string>> = {
  fetch: "NOT_LEADER_FOR_PARTITION",
  produce: "NOT_LEADER_FOR_PARTITION",
  listOffsets: "NOT_LEADER_FOR_PARTITION",
  initProducerId: "NOT_COORDINATOR_FOR_GROUP",
  addPartitionsToTxn: "NOT_COORDINATOR_FOR_GROUP",
  addOffsetsToTxn: "NOT_COORDINATOR_FOR_GROUP",
  txnOffsetCommit: "NOT_COORDINATOR_FOR_GROUP",
  endTxn: "NOT_COORDINATOR_FOR_GROUP",
  heartbeat: "NOT_COORDINATOR_FOR_GROUP",
};

/** A broker answers "not yet" at once, and its client asks again; each of these is told this late. */
const NOT_YET_MS = 250;

/**
 * Tells "the last transaction's markers are being written" when they are, or after a while. Asking
 * again every few milliseconds changed nothing in between, and was more than half of all requests.
 */
function telling(
  broker: ReturnType<typeof answering>,
  transactions: Transactions,
  time: VirtualTime,
): Pick<Broker, "initProducerId" | "addPartitionsToTxn" | "addOffsetsToTxn"> {
  async function told<T>(id: string, asked: Promise<T>): Promise<T> {
    try {
      return await asked;
    } catch (error) {
      if (typeOf(error) === "CONCURRENT_TRANSACTIONS") {
        await Promise.race([transactions.decided(id), time.sleep(NOT_YET_MS)]);
      }
      throw error;
    }
  }
  return {
    initProducerId: (of) => told(of.transactionalId, broker.initProducerId(of)),
    addPartitionsToTxn: (of) => told(of.transactionalId, broker.addPartitionsToTxn(of)),
    addOffsetsToTxn: (of) => told(of.transactionalId, broker.addOffsetsToTxn(of)),
  };
}

/**
 * Kafka in memory: the brokers' side of the protocol, deterministic under virtual time. Above it
 * runs the same reader, producer and group member that speak to real brokers.
 */
export function modelKafka(
  time: VirtualTime,
  faults: Faults = noFaults,
  settings: ModelSettings = MODEL_DEFAULTS,
): ModelKafka {
  const state = createState(time, settings);
  const broker = answering(state, time);
  const patient = { ...broker, ...telling(broker, state.transactions, time) };
  let downUntilMs = Number.NEGATIVE_INFINITY;

  function host(name: string): Host {
    let paused: (() => void)[] | undefined;
    let dead = false;
    const never = new Promise<never>(() => {});

    /** Everything that comes to a host passes here; what nothing holds does not wait. */
    const here = (): Promise<void> | undefined =>
      dead || paused !== undefined ? held() : undefined;
    async function held(): Promise<void> {
      if (dead) return never;
      const waiting = paused;
      if (waiting) await new Promise<void>((go) => waiting.push(go));
      if (dead) return never;
    }

    async function call<T>(request: Request, arrive: () => Promise<T>): Promise<T> {
      await here();
      const fate = faults.fate(name, request);
      await time.sleep(faults.delayMs(name, request));
      if (time.nowMs() < downUntilMs) {
        await here();
        throw noConnection();
      }
      const moved = fate === "moved" ? MOVED[request] : undefined;
      if (fate === "lost") return silence(request);
      // It was sent: that the host has ended meanwhile does not call it back.
      const outcome = moved
        ? Promise.reject(protocolError(moved))
        : arrive().then(async (answer) => {
            if (fate === "twice") await arrive().catch(() => {});
            return answer;
          });
      const settled = await outcome.then(
        (value) => ({ value }),
        (error: unknown) => ({ error }),
      );
      if (fate === "unheard" || time.nowMs() < downUntilMs) return silence(request);
      await time.sleep(faults.delayMs(name, request));
      await here();
      if ("error" in settled) throw settled.error;
      return settled.value;
    }

    async function silence(request: Request): Promise<never> {
      await time.sleep(settings.requestTimeoutMs);
      await here();
      throw noAnswer(request);
    }

    const clock: Clock = {
      nowMs: time.nowMs,
      async sleep(ms) {
        await time.sleep(ms);
        await here();
      },
    };

    function connection(): Connection {
      let closed = false;
      const open = (): void => {
        if (closed) throw new TransportFailure("unavailable", "the connection is closed");
      };
      const reached = remote(patient, (request, arrive) => {
        open();
        return call(request, arrive);
      });
      const some = async (): Promise<Broker> => {
        open();
        return reached;
      };
      return {
        requestTimeoutMs: settings.requestTimeoutMs,
        async leader(of) {
          open();
          if (!state.topics.get(of.topic)?.logs[of.partition]) {
            throw protocolError("UNKNOWN_TOPIC_OR_PARTITION");
          }
          return reached;
        },
        coordinator: some,
        controller: some,
        async partitionCount(topic) {
          open();
          const { topicMetadata } = await reached.metadata([topic]);
          return topicMetadata[0]?.partitionMetadata.length || undefined;
        },
        patiently: (doing, attempt) =>
          patiently(doing, attempt, settings.patienceMs, clock, async () => {}),
        async close() {
          closed = true;
        },
      };
    }

    return {
      transport: transportOver(connection, codecs, clock),
      clock,
      pause() {
        paused ??= [];
      },
      resume() {
        const waiting = paused ?? [];
        paused = undefined;
        for (const go of waiting) go();
      },
      kill() {
        dead = true;
      },
    };
  }

  return {
    state,
    host,
    down(ms) {
      downUntilMs = time.nowMs() + ms;
    },
  };
}
