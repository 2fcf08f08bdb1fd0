import { NO_VERSIONS, type Versions } from "../../../records/avro/evolution.ts";
import { type NamedType, namedTypes, SchemaFault } from "../../../records/avro/schema.ts";
import { TransportFailure } from "../../failure.ts";
import type { Clock } from "../../transport.ts";
import { parsed } from "./folder.ts";
import { KnownSchemas } from "./known.ts";
import { labelOf, type SchemaStore, type WriterSchema } from "./store.ts";

export interface RegistryOptions {
  readonly url: string;
  readonly auth:
    | { readonly kind: "basic"; readonly username: string; readonly password: string }
    | { readonly kind: "bearer"; readonly token: string }
    | null;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  /** One request may take so long. */
  readonly timeoutMs?: number;
  /** What time may mend is tried so often before the task waits. */
  readonly attempts?: number;
  /** The first pause before trying again; each is twice the one before. */
  readonly pauseMs?: number;
  /** A number that the registry does not know is not asked for again so long. */
  readonly unknownMs?: number;
  /** Aliases and defaults of versions known beforehand. */
  readonly versions?: Versions;
}

const PAUSE_MAX_MS = 5_000;

/** Reads schemas from a registry that speaks Confluent's protocol, each once: a number never changes its meaning. */
export const registrySchemas = (options: RegistryOptions): SchemaRegistry =>
  new SchemaRegistry(options);

interface Answer {
  readonly schema?: unknown;
  readonly schemaType?: unknown;
  readonly references?: unknown;
  readonly message?: unknown;
}

interface Reference {
  readonly subject: string;
  readonly version: number;
}

export class SchemaRegistry implements SchemaStore {
  readonly versions: Versions;
  readonly #options: Required<Omit<RegistryOptions, "auth" | "versions">>;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #learnt: KnownSchemas;
  /** What is being asked for: several tasks may need the same. */
  readonly #asking = new Map<string, Promise<void>>();

  constructor({ auth, versions = NO_VERSIONS, ...options }: RegistryOptions) {
    this.versions = versions;
    this.#options = { timeoutMs: 5_000, attempts: 5, pauseMs: 200, unknownMs: 60_000, ...options };
    this.#learnt = new KnownSchemas(options.clock, this.#options.unknownMs);
    this.#headers = {
      accept: "application/vnd.schemaregistry.v1+json, application/json",
      ...(auth === null ? {} : { authorization: authorization(auth) }),
    };
  }

  find(id: string): WriterSchema | null | undefined {
    return this.#learnt.find(id);
  }

  known(): Iterable<WriterSchema> {
    return this.#learnt.all();
  }

  async fetch(ids: readonly string[]): Promise<void> {
    this.#learnt.forget();
    const asked = [...new Set(ids)];
    // Damaged messages may name any number: many at once must not be a storm.
    for (let at = 0; at < asked.length; at += AT_ONCE)
      await Promise.all(asked.slice(at, at + AT_ONCE).map((id) => this.#fetchOnce(id)));
  }

  /** What was registered last for a topic's values; null: nothing that can be read. */
  async latestOf(topic: string): Promise<WriterSchema | null> {
    const subject = `${topic}-value`;
    const answer = await this.#ask(`subjects/${encodeURIComponent(subject)}/versions/latest`);
    return answer === null ? null : this.#read(answer, `registry, ${subject}`);
  }

  #fetchOnce(id: string): Promise<void> {
    const asked = this.#asking.get(id);
    if (asked !== undefined) return asked;
    const asking = this.#fetchOne(id).finally(() => this.#asking.delete(id));
    this.#asking.set(id, asking);
    return asking;
  }

  async #fetchOne(id: string): Promise<void> {
    const answer = await this.#ask(`schemas/ids/${id}`);
    const schema = answer === null ? null : await this.#read(answer, `registry, ${id}`);
    if (schema !== null) this.#learnt.learn(id, schema);
    else this.#learnt.miss(id);
  }

  /** null: it is no Avro schema that can be read. */
  async #read(answer: Answer, from: string): Promise<WriterSchema | null> {
    const { schema, schemaType = "AVRO" } = answer;
    if (typeof schema !== "string" || schemaType !== "AVRO") return null;
    const known = new Map<string, NamedType>();
    await this.#learn(answer, known, 0);
    const type = parsed(schema, known);
    return type instanceof SchemaFault ? null : { label: labelOf(type, from), type };
  }

  /** The types of the schemas that one refers to, and of those that these refer to. */
  async #learn(answer: Answer, known: Map<string, NamedType>, depth: number): Promise<void> {
    if (depth > REFERENCES_DEPTH_MAX) return;
    for (const { subject, version } of referencesOf(answer)) {
      const referred = await this.#ask(
        `subjects/${encodeURIComponent(subject)}/versions/${version}`,
      );
      if (referred === null || typeof referred.schema !== "string") continue;
      await this.#learn(referred, known, depth + 1);
      const type = parsed(referred.schema, known);
      if (!(type instanceof SchemaFault)) namedTypes(type, known);
    }
  }

  /** null: there is no such thing. */
  async #ask(path: string): Promise<Answer | null> {
    const { attempts, pauseMs, clock } = this.#options;
    for (let attempt = 1, pause = pauseMs; ; attempt++, pause = Math.min(PAUSE_MAX_MS, 2 * pause)) {
      try {
        return await this.#askOnce(path);
      } catch (error) {
        if (!(error instanceof TransportFailure) || error.kind !== "unavailable") throw error;
        if (attempt >= attempts) throw error;
      }
      await clock.sleep(pause);
    }
  }

  async #askOnce(path: string): Promise<Answer | null> {
    const { url, timeoutMs } = this.#options;
    const address = `${url.replace(/\/+$/, "")}/${path}`;
    let response: Response;
    let body: string;
    try {
      response = await this.#options.fetch(address, {
        ...{ headers: this.#headers, redirect: "error" },
        signal: AbortSignal.timeout(timeoutMs),
      });
      body = await response.text();
    } catch (error) {
      throw new TransportFailure("unavailable", `${address}: ${reasonOf(error, timeoutMs)}`, error);
    }
    const { status } = response;
    const answer = jsonOf(body);
    if (status === 404) return null;
    if (status === 200 && answer !== null) return answer;
    const said = typeof answer?.message === "string" ? `: ${answer.message}` : "";
    const message = `${address}: the schema registry answers ${status}${said}`;
    if (status === 401 || status === 403)
      throw new TransportFailure(
        "refused",
        `${message}; set \`registry.username\` and \`registry.password\`, or \`registry.token\`, to what may read schemas`,
      );
    if (status === 200)
      throw new TransportFailure("refused", `${address}: that is no schema registry`);
    // Too many requests, and all that its own fault may be.
    if (status === 408 || status === 429 || status >= 500)
      throw new TransportFailure("unavailable", message);
    throw new TransportFailure("refused", message);
  }
}

const REFERENCES_DEPTH_MAX = 20;
const AT_ONCE = 8;

function authorization(auth: NonNullable<RegistryOptions["auth"]>): string {
  if (auth.kind === "bearer") return `Bearer ${auth.token}`;
  return `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString("base64")}`;
}

function reasonOf(error: unknown, timeoutMs: number): string {
  const { name, message, cause } = error as Error;
  if (name === "TimeoutError") return `no answer within ${timeoutMs} ms`;
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}

function jsonOf(body: string): Answer | null {
  try {
    const json: unknown = JSON.parse(body);
    return typeof json === "object" && json !== null ? json : null;
  } catch {
    return null;
  }
}

function referencesOf({ references }: Answer): readonly Reference[] {
  if (!Array.isArray(references)) return [];
  return (references as readonly unknown[]).filter(
    (each): each is Reference =>
      typeof each === "object" && each !== null && "subject" in each && "version" in each,
  );
}
