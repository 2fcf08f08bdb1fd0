export interface Place {
  readonly id: number;
  readonly port: number;
  readonly controllerPort: number;
}

export const HOST = "127.0.0.1";

/** server.properties of one process that is broker and controller at once. */
export function properties(
  place: Place,
  all: readonly Place[],
  data: string,
  config: Readonly<Record<string, string>>,
  /** `NAME://host:port`, beside the open one. */
  listeners: readonly string[] = [],
): string {
  const copies = String(Math.min(3, all.length));
  const inSync = String(Math.min(2, all.length));
  const settings: Record<string, string> = {
    "process.roles": "broker,controller",
    "node.id": String(place.id),
    "controller.quorum.voters": all.map((p) => `${p.id}@${HOST}:${p.controllerPort}`).join(","),
    listeners: [
      `PLAINTEXT://${HOST}:${place.port}`,
      `CONTROLLER://${HOST}:${place.controllerPort}`,
      ...listeners,
    ].join(","),
    "advertised.listeners": [`PLAINTEXT://${HOST}:${place.port}`, ...listeners].join(","),
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "PLAINTEXT",
    "listener.security.protocol.map": "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT",
    "log.dirs": data,
    "default.replication.factor": copies,
    "min.insync.replicas": inSync,
    "offsets.topic.replication.factor": copies,
    "offsets.topic.num.partitions": "4",
    "transaction.state.log.replication.factor": copies,
    "transaction.state.log.min.isr": inSync,
    "transaction.state.log.num.partitions": "4",
    "auto.create.topics.enable": "false",
    // Records keep the times of their events, which may be years ago.
    "log.retention.ms": "-1",
    // A test waits for each of these; the defaults are made for machines with other work to do.
    "group.initial.rebalance.delay.ms": "0",
    "group.min.session.timeout.ms": "1000",
    "transaction.abort.timed.out.transaction.cleanup.interval.ms": "500",
    "log.cleaner.backoff.ms": "500",
    "log.retention.check.interval.ms": "1000",
    "log.initial.task.delay.ms": "1000",
    "broker.heartbeat.interval.ms": "300",
    "broker.session.timeout.ms": "2000",
    // One cleaner with its smallest buffer: the heap is small.
    "log.cleaner.dedupe.buffer.size": "4194304",
    "num.network.threads": "2",
    "num.io.threads": "4",
    ...config,
  };
  return Object.entries(settings)
    .map(([key, value]) => `${key}=${value}\n`)
    .join("");
}

/** Warnings, and the one line that says that a server is ready. */
export const logging: Readonly<Record<string, string>> = {
  "log4j.properties": `log4j.rootLogger=WARN, out
log4j.logger.kafka.server.KafkaRaftServer=INFO
log4j.logger.org.apache.kafka.server=WARN
log4j.appender.out=org.apache.log4j.ConsoleAppender
log4j.appender.out.layout=org.apache.log4j.PatternLayout
log4j.appender.out.layout.ConversionPattern=%d{ABSOLUTE} %p %c{1} %m%n
`,
  "log4j2.properties": `rootLogger.level=WARN
rootLogger.appenderRef.out.ref=out
logger.ready.name=kafka.server.KafkaRaftServer
logger.ready.level=INFO
appender.out.type=Console
appender.out.name=out
appender.out.layout.type=PatternLayout
appender.out.layout.pattern=%d{ABSOLUTE} %p %c{1} %m%n
`,
};

export const READY = "Kafka Server started";
