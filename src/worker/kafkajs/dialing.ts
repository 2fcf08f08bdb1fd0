import type { Inside, Replace } from "./patches.ts";

/**
 * How kafkajs 2.2.4 loses a connection and gets it back, corrected; `library.ts` has checked the version.
 *
 * A `Connection` of kafkajs is dialled again and again as the same object, and by everybody who finds it
 * closed: two dial at once, one writes to the other's socket, the end of the first socket closes the
 * second, half an answer of the old socket stands before the first of the new, and a request that waits
 * meanwhile is neither rejected nor timed out. After some broken connections one of them hangs for ever.
 * Here each dialling makes an object of its own, all wait for the one that dials, and what waits is timed out.
 * Nor does kafkajs ever hang up on a broker that does not answer.
 */

interface Connection {
  readonly connectionStatus: "connected" | "disconnecting" | "disconnected";
  readonly versions: unknown;
  readonly connectionTimeout: number;
  isConnected(): boolean;
  connect(): Promise<unknown>;
  disconnect(): Promise<unknown>;
  send(asked: Asked): Promise<unknown>;
  setVersions(versions: unknown): void;
  getSupportAuthenticationProtocol(): unknown;
  setSupportAuthenticationProtocol(isSupported: unknown): void;
}

interface Asked {
  readonly request: { readonly apiKey: number };
}

interface Pool {
  readonly pool: Connection[];
  send(asked: Asked): Promise<unknown>;
  getConnectionByRequest(asked: Asked): Promise<Connection>;
  getConnection(index?: number): Promise<Connection>;
  destroy(): Promise<void>;
}

/**
 * JoinGroup and SyncGroup: a broker holds them until the group is whole, and answers what comes behind them on their
 * connection after them. One that it has forgotten meanwhile, its coordinator having been loaded anew, is never answered.
 */
const HELD = new Set([11, 14]);

type PoolOf = new (options: object) => Pool;

export function patchDialing(replace: Replace, inside: Inside): void {
  const ConnectionOf = inside("network/connection") as new (options: object) => Connection;
  const { KafkaJSConnectionError: Trouble } = inside("errors") as {
    KafkaJSConnectionError: new (message: string) => Error;
  };

  /** Rejects, where kafkajs waits for ever on a peer that hangs up in the middle of a TLS handshake. */
  async function connected(connection: Connection): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<never>((_, failed) => {
      const late = (): void => failed(new Trouble("Connection given up"));
      timer = setTimeout(late, 2 * connection.connectionTimeout);
    });
    await Promise.race([connection.connect(), limit]).finally(() => clearTimeout(timer));
  }

  /** Once: at each further time kafkajs leaves a listener on the dead socket. */
  async function hungUp(connection: Connection): Promise<void> {
    if (connection.connectionStatus !== "disconnected") await connection.disconnect();
  }

  const isTimeout = (error: unknown): boolean =>
    (error as Error | null)?.name === "KafkaJSRequestTimeoutError";

  replace<PoolOf>(
    "network/connectionPool",
    (Stock) =>
      class extends Stock {
        private readonly options: object;
        private readonly dialing = new Map<number, Promise<Connection>>();
        /** Counts how often all were closed. */
        private closed = 0;

        constructor(options: object) {
          super(options);
          this.options = options;
        }

        /** Behind one that is held for ever, all would be timed out for ever. */
        override async send(asked: Asked): Promise<unknown> {
          const connection = await this.getConnectionByRequest(asked);
          try {
            return await connection.send(asked);
          } catch (error) {
            if (HELD.has(asked.request.apiKey) && isTimeout(error))
              hungUp(connection).catch(() => {});
            throw error;
          }
        }

        override async getConnection(index = 0): Promise<Connection> {
          const known = this.pool[index]!;
          if (known.isConnected()) return known;
          const begun = this.dialing.get(index) ?? this.dial(index, known);
          this.dialing.set(index, begun);
          return begun;
        }

        private async dial(index: number, before: Connection): Promise<Connection> {
          const { closed } = this;
          const fresh = new ConnectionOf(this.options);
          fresh.setVersions(before.versions);
          fresh.setSupportAuthenticationProtocol(before.getSupportAuthenticationProtocol());
          this.pool[index] = fresh;
          try {
            await connected(fresh);
            if (closed !== this.closed) throw new Trouble("Closed while it was connected");
          } catch (error) {
            hungUp(fresh).catch(() => {});
            throw error;
          } finally {
            this.dialing.delete(index);
          }
          return fresh;
        }

        override async destroy(): Promise<void> {
          this.closed++;
          await Promise.all(this.pool.map(hungUp));
        }
      },
  );
}

interface WaitingQueue {
  readonly inflight: ReadonlyMap<number, unknown>;
  destroy(): void;
}

/** What times requests out is not stopped while some of them still wait: nothing else would end them. */
export function patchTimeouts(inside: Inside): void {
  const { prototype } = inside("network/requestQueue") as { prototype: object };
  const queue = prototype as WaitingQueue;
  const stock = queue.destroy;
  queue.destroy = function destroy(this: WaitingQueue): void {
    if (this.inflight.size === 0) stock.call(this);
  };
}
