import { TransportFailure } from "../failure.ts";

interface KafkaError {
  readonly name: string;
  readonly type?: string;
  readonly code?: string | number;
  readonly message: string;
  readonly cause?: unknown;
}

/** Of another incarnation of our transactional id, or of one that the broker has forgotten. */
const FENCED = new Set([
  "INVALID_PRODUCER_EPOCH", // what 47 and, to these versions of the requests, 90 arrive as
  "INVALID_PRODUCER_ID_MAPPING",
  "UNKNOWN_PRODUCER_ID",
  "TRANSACTION_COORDINATOR_FENCED",
]);

const MISSING = new Set(["UNKNOWN_TOPIC_OR_PARTITION"]);

const REFUSED = new Set([
  "UNSUPPORTED_VERSION",
  "SASL_AUTHENTICATION_FAILED",
  "UNSUPPORTED_SASL_MECHANISM",
  "ILLEGAL_SASL_STATE",
  "INVALID_TRANSACTION_TIMEOUT",
  "INVALID_TOPIC_EXCEPTION",
  "INVALID_CONFIG",
  "INVALID_PARTITIONS",
  "INVALID_REPLICATION_FACTOR",
  "POLICY_VIOLATION",
  "INVALID_GROUP_ID",
  "INCONSISTENT_GROUP_PROTOCOL",
  "INVALID_SESSION_TIMEOUT",
]);

/** Time, and fresh metadata, mend these. */
const TRANSIENT = new Set([
  "CONCURRENT_TRANSACTIONS",
  "LEADER_NOT_AVAILABLE",
  "NOT_LEADER_FOR_PARTITION",
  "REQUEST_TIMED_OUT",
  "NETWORK_EXCEPTION",
  "GROUP_LOAD_IN_PROGRESS",
  "GROUP_COORDINATOR_NOT_AVAILABLE",
  "NOT_COORDINATOR_FOR_GROUP",
  "NOT_ENOUGH_REPLICAS",
  "NOT_ENOUGH_REPLICAS_AFTER_APPEND",
  "NOT_CONTROLLER",
  "KAFKA_STORAGE_ERROR",
  "REPLICA_NOT_AVAILABLE",
  "UNKNOWN_LEADER_EPOCH",
  "FENCED_LEADER_EPOCH",
  "OFFSET_NOT_AVAILABLE",
  "PREFERRED_LEADER_NOT_AVAILABLE",
]);

export const typeOf = (error: unknown): string => (error as KafkaError | null)?.type ?? "";

export const isTransient = (error: unknown): boolean =>
  TRANSIENT.has(typeOf(error)) || isConnectionTrouble(error);

/** No answer: what was asked may or may not have been done. */
export function isConnectionTrouble(error: unknown): boolean {
  const { name, cause } = error as KafkaError;
  return (
    /^KafkaJS(Connection|RequestTimeout|BrokerNotFound|LockTimeout|MetadataNotLoaded|GroupCoordinatorNotFound)/.test(
      name ?? "",
    ) ||
    (name === "KafkaJSNumberOfRetriesExceeded" && cause !== undefined && isTransient(cause))
  );
}

/** What a kafkajs error means to a task; errors of our own pass as they are. */
export function failureOf(error: unknown, doing: string): Error {
  if (error instanceof TransportFailure) return error;
  const { type = "", message, name } = error as KafkaError;
  const said = `${doing}: ${message}${type ? ` (${type})` : ""}`;
  if (FENCED.has(type)) return new TransportFailure("fenced", said, error);
  if (MISSING.has(type)) return new TransportFailure("missing", said, error);
  if (type === "OFFSET_OUT_OF_RANGE") {
    const { topic, partition } = error as { topic?: string; partition?: number };
    return new TransportFailure("truncated", `${topic}-${partition}: ${said}`, error);
  }
  if (REFUSED.has(type) || /AUTHORIZATION_FAILED$/.test(type) || /SASL/.test(name ?? "")) {
    return new TransportFailure("refused", said, error);
  }
  if (speaksOtherwise(error)) {
    return new TransportFailure(
      "refused",
      `${doing}: no answer in a version of Kafka's protocol that we know (${message})`,
      error,
    );
  }
  if (isTransient(error)) return new TransportFailure("unavailable", said, error);
  return name?.startsWith("KafkaJS")
    ? new TransportFailure("unavailable", said, error)
    : (error as Error);
}

/** Whoever answers is a broker of another age, or none: an answer that breaks off while it is decoded. */
function speaksOtherwise(error: unknown): boolean {
  const { name, code, message } = error as KafkaError;
  return (
    name === "KafkaJSServerDoesNotSupportApiKey" ||
    message === "API Versions not supported" ||
    (error instanceof RangeError && /^ERR_(OUT_OF_RANGE|BUFFER_OUT_OF_BOUNDS)$/.test(`${code}`))
  );
}
