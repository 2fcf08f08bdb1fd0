import { wallClock } from "../../src/worker/clock.ts";
import { connect } from "../../src/worker/kafkajs/connection.ts";
import { loadLibrary } from "../../src/worker/kafkajs/library.ts";
import { kafkaTransport } from "../../src/worker/kafkajs/transport.ts";
import type { Connection } from "../../src/worker/protocol/connection.ts";
import type { Transport } from "../../src/worker/transport.ts";

const TIMES = { connectionTimeoutMs: 3_000, requestTimeoutMs: 30_000, patienceMs: 60_000 };

export const transportTo = (brokers: string): Transport =>
  kafkaTransport({ brokers: brokers.split(","), ...TIMES }, wallClock);

/** For what no transport offers: writing without a transaction. */
export const connectionTo = (brokers: string): Connection =>
  connect(loadLibrary(), { brokers: brokers.split(","), clientId: "bench", ...TIMES }, wallClock);
