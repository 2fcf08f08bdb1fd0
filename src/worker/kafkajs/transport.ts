import { transportOver } from "../protocol/transport.ts";
import type { Clock, Transport } from "../transport.ts";
import { type ConnectionSettings, connect } from "./connection.ts";
import { loadLibrary } from "./library.ts";

export type KafkaSettings = Pick<ConnectionSettings, "brokers"> & Partial<ConnectionSettings>;

const DEFAULTS = {
  clientId: "pushdown",
  connectionTimeoutMs: 3_000,
  requestTimeoutMs: 15_000,
  patienceMs: 30_000,
};

/** Kafka through kafkajs. */
export function kafkaTransport(settings: KafkaSettings, clock: Clock): Transport {
  const library = loadLibrary();
  const full: ConnectionSettings = { ...DEFAULTS, ...settings };
  return transportOver(() => connect(library, full, clock), library, clock);
}
