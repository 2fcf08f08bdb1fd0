import { TransportFailure } from "../failure.ts";
import { type Connection, patiently } from "../protocol/connection.ts";
import type { Broker, MemberCodecs } from "../protocol/requests.ts";
import { transportOver } from "../protocol/transport.ts";
import type { Clock, Transport } from "../transport.ts";
import { answering, createState, type State } from "./broker.ts";
import { noAnswer, noConnection, protocolError } from "./errors.ts";
import { type Faults, noFaults, type Request } from "./faults.ts";
import type { VirtualTime } from "./time.ts";

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
  let downUntilMs = Number.NEGATIVE_INFINITY;

  function host(name: string): Host {
    let paused: (() => void)[] | undefined;
    let dead = false;
    const never = new Promise<never>(() => {});

    /** Everything that comes to a host passes here. */
    const here = async (): Promise<void> => {
      if (dead) return never;
      const waiting = paused;
      if (waiting) await new Promise<void>((go) => waiting.push(go));
      if (dead) return never;
    };

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
      const requests = Object.entries(broker).filter(([, answer]) => typeof answer === "function");
      const remote = Object.fromEntries(
        requests.map(([name, arrive]) => [
          name,
          (...args: unknown[]) => {
            open();
            const arriving = arrive as (...args: unknown[]) => Promise<unknown>;
            return call(name as Request, () => arriving(...args));
          },
        ]),
      ) as unknown as Broker;
      const some = async (): Promise<Broker> => {
        open();
        return remote;
      };
      return {
        requestTimeoutMs: settings.requestTimeoutMs,
        async leader(of) {
          open();
          if (!state.topics.get(of.topic)?.logs[of.partition]) {
            throw protocolError("UNKNOWN_TOPIC_OR_PARTITION");
          }
          return remote;
        },
        coordinator: some,
        controller: some,
        async partitionCount(topic) {
          open();
          const { topicMetadata } = await remote.metadata([topic]);
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
