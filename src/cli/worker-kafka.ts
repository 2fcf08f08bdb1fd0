import { wallClock } from "../worker/clock.ts";
import { FileTrouble, kafkaSettings, kafkaWarnings } from "../worker/config/kafka.ts";
import type { Configuration } from "../worker/config/settings.ts";
import { isFailure, type TransportFailure } from "../worker/failure.ts";
import { kafkaTransport } from "../worker/kafkajs/transport.ts";
import type { Transport } from "../worker/transport.ts";
import { exitCodes, Failure } from "./exit.ts";
import type { Terminal } from "./terminal.ts";

/** A command that asks, rather than serves, gives up after this long. */
const ASKING_PATIENCE_MS = 5_000;

/** Connections to the configured brokers; none is opened before something is asked. */
export function openKafka(values: Configuration, terminal: Terminal): Transport {
  for (const warning of kafkaWarnings(values)) terminal.note(`warning: ${warning}\n`);
  try {
    const settings = kafkaSettings(values, { fetch, nowMs: () => Date.now() });
    return kafkaTransport(settings, wallClock);
  } catch (error) {
    if (error instanceof FileTrouble) throw new Failure(exitCodes.inputOutput, error.message);
    throw error;
  }
}

/** Runs a command that asks brokers, and closes its connections. */
export async function askKafka<T>(
  values: Configuration,
  terminal: Terminal,
  ask: (transport: Transport) => Promise<T>,
): Promise<T> {
  const patience = Math.min(values.patience, ASKING_PATIENCE_MS);
  const transport = openKafka({ ...values, patience }, terminal);
  try {
    return await ask(transport);
  } catch (error) {
    throw isFailure(error) ? kafkaFailure(error, values) : error;
  } finally {
    await transport.close();
  }
}

const AGAIN_MS = 30_000;

/**
 * A worker goes on trying while no broker answers; this says so meanwhile, until the first answer. What
 * else may be wrong the worker tells itself.
 */
export async function tellSilence(
  values: Configuration,
  terminal: Terminal,
  tell: (what: string) => void,
  over: () => boolean,
): Promise<void> {
  // Warnings have been given when the worker opened its own connections.
  const quiet = { ...terminal, note: () => {} };
  while (!over()) {
    try {
      await askKafka(values, quiet, ({ admin }) => admin.partitions(values.input ?? []));
      return;
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== exitCodes.unavailable || over()) return;
      tell(error.message);
    }
    // Nobody waits for this timer when the worker ends.
    await new Promise<void>((again) => setTimeout(again, AGAIN_MS).unref());
  }
}

/** What brokers did, what it means, and what to do. */
export function kafkaFailure(error: TransportFailure, values: Configuration): Failure {
  const at = (values.brokers ?? []).join(", ");
  if (error.kind === "unavailable") {
    return new Failure(
      exitCodes.unavailable,
      `no answer from ${at}: ${error.message}\n${unansweredRemedy(error, values)}`,
    );
  }
  const told = `${at}: ${error.message}\n${refusedRemedy(error, values)}`;
  return new Failure(exitCodes.refused, told.trimEnd());
}

function unansweredRemedy({ message }: TransportFailure, values: Configuration): string {
  if (/bearer token/.test(message)) return "  Is `sasl.token-url` right, and can it be reached?";
  if (/ENOTFOUND|EAI_AGAIN/.test(message)) return "  Is the name of the broker right?";
  if (/alert (bad certificate|certificate required)/.test(message)) {
    return "  The broker wants to see a certificate of ours: set `tls.cert` and `tls.key`, signed by whom it trusts.";
  }
  if (/certificate|self.signed|altnames|unable to (get|verify)/i.test(message)) {
    return "  The broker's certificate is not trusted: name the one that signed it with `tls.ca`, or its name with `tls.server-name`.";
  }
  if (/ECONNREFUSED/.test(message)) {
    return "  Nothing listens there: is Kafka running, and is the port that of its clients' listener?";
  }
  if (/Closed connection/.test(message) && values["sasl.mechanism"] === undefined) {
    return values.tls
      ? "  The broker hangs up: does that listener want a login (`sasl.mechanism`)?"
      : "  The broker hangs up: does that listener want TLS (`tls: true`) or a login (`sasl.mechanism`)?";
  }
  return values.tls
    ? "  Does that listener speak TLS? Is a firewall between?"
    : "  Does that listener want TLS (`tls: true`)? Is a firewall between?";
}

/** The same, where a log line says it. */
export const remedyOf = (message: string, values: Configuration): string =>
  refusedRemedy({ message }, values).trim();

function refusedRemedy(
  { message }: Pick<TransportFailure, "message">,
  values: Configuration,
): string {
  const mechanism = values["sasl.mechanism"];
  if (/UNSUPPORTED_SASL_MECHANISM|not support.*mechanism/i.test(message)) {
    return "  The broker enables other mechanisms: set `sasl.mechanism` to one of them.";
  }
  if (/ILLEGAL_SASL_STATE/.test(message) && mechanism !== "oauthbearer") {
    return "  That listener knows no login: leave `sasl.mechanism` out, or name the port of one that does.";
  }
  if (/bearer token/.test(message)) return "";
  if (/SASL|Authentication/i.test(message)) {
    const which = mechanism === "oauthbearer" ? "the token" : "`sasl.username` and `sasl.password`";
    return mechanism === undefined
      ? "  The broker wants a login: set `sasl.mechanism`, `sasl.username` and `sasl.password`."
      : `  Wrong credentials: check ${which}.`;
  }
  if (/AUTHORIZATION/.test(message)) {
    return "  Access is not allowed: `pda worker init --print` shows the rights that the worker needs.";
  }
  if (/version/i.test(message)) {
    return "  This needs a broker of Kafka 2.5 or newer; is something else listening there?";
  }
  return "  Mend what the broker says and start again.";
}
