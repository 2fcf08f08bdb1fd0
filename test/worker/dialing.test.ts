import { createRequire } from "node:module";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadLibrary } from "../../src/worker/kafkajs/library.ts";

const require = createRequire(import.meta.url);
const POOL = "kafkajs/src/network/connectionPool";
const TIMEOUT_MS = 300;

interface Pool {
  send(request: object): Promise<string>;
  destroy(): Promise<void>;
}
type PoolOf = new (options: object) => Pool;

/** As it is installed: nothing of it has been replaced yet. */
const stock = require(POOL) as PoolOf;
const unpatched = Object.keys(require.cache).filter((path) => path.includes("kafkajs"));
for (const path of unpatched) delete require.cache[path];
loadLibrary();
const ours = require(POOL) as PoolOf;

const silent = { debug() {}, info() {}, warn() {}, error() {}, namespace: () => silent };
const { createConnection } = require("node:net") as typeof import("node:net");

/** Metadata, as far as a connection cares: a text in, a text out; or what another key is of. */
function saying(text: string, apiKey = 3): object {
  const Encoder = require("kafkajs/src/protocol/encoder") as new () => {
    writeString(text: string): object;
  };
  return {
    request: {
      ...{ apiKey, apiVersion: 0, apiName: `key ${apiKey}` },
      encode: async () => new Encoder().writeString(text),
    },
    response: {
      decode: async (bytes: Buffer) => bytes,
      parse: async (bytes: Buffer) => bytes.toString(),
    },
  };
}

const answer = (request: Buffer, text: string): Buffer => {
  const bytes = Buffer.concat([Buffer.alloc(4), request.subarray(8, 12), Buffer.from(text)]);
  bytes.writeInt32BE(bytes.length - 4);
  return bytes;
};

let server: Server;
let sockets: Socket[];
/** What the server does with a request on its n-th connection. */
let react: (socket: Socket, request: Buffer, connection: number) => void;

beforeEach(async () => {
  sockets = [];
  server = createServer((socket) => {
    const connection = sockets.push(socket);
    socket.on("error", () => {});
    socket.on("data", (request: Buffer) => react(socket, request, connection));
  });
  await new Promise<void>((listens) => server.listen(0, "127.0.0.1", listens));
});

afterEach(() => {
  for (const socket of sockets) socket.destroy();
  server.close();
});

const poolOf = (Of: PoolOf): Pool =>
  new Of({
    ...{ logger: silent, clientId: "test", host: "127.0.0.1" },
    port: (server.address() as AddressInfo).port,
    ...{ connectionTimeout: 1_000, requestTimeout: TIMEOUT_MS, enforceRequestTimeout: true },
    socketFactory: (to: { host: string; port: number; onConnect: () => void }) =>
      createConnection({ host: to.host, port: to.port }, to.onConnect),
  });

/** What becomes of it, or that nothing does. */
const fate = async (promise: Promise<string>): Promise<string> => {
  let timer: NodeJS.Timeout | undefined;
  const nothing = new Promise<string>((done) => {
    timer = setTimeout(() => done("waits for ever"), 4 * TIMEOUT_MS);
  });
  const failed = (error: Error): string => error.message;
  return Promise.race([promise.catch(failed), nothing]).finally(() => clearTimeout(timer));
};

describe.each([
  ["kafkajs as it is", stock],
  ["kafkajs as the worker uses it", ours],
])("%s: connections that are lost", (_, Of) => {
  const isOurs = Of === ours;

  it("half an answer before the connection broke, and the next answers", async () => {
    react = (socket, request, connection) => {
      if (connection > 1) socket.write(answer(request, "whole"));
      else socket.write(answer(request, "half").subarray(0, 10), () => socket.destroy());
    };
    const pool = poolOf(Of);
    expect(await fate(pool.send(saying("one")))).toMatch(/Closed connection|ECONNRESET/);
    const next = await fate(pool.send(saying("two")));
    if (isOurs) expect(next).toBe("whole");
    else expect(next).not.toBe("whole");
  });

  it("two that find it closed dial once", async () => {
    react = (socket, request) => socket.write(answer(request, "yes"));
    const pool = poolOf(Of);
    await Promise.all([fate(pool.send(saying("one"))), fate(pool.send(saying("two")))]);
    expect(sockets.length).toBe(isOurs ? 1 : 2);
  });

  it.each([
    ["JoinGroup", 11],
    ["SyncGroup", 14],
  ])("a %s that the broker never answers, and what is asked next", async (_name, apiKey) => {
    const held = new Set<number>();
    react = (socket, request, connection) => {
      if (request.includes("held")) held.add(connection);
      // A broker answers in order.
      if (!held.has(connection)) socket.write(answer(request, "yes"));
    };
    const pool = poolOf(Of);
    expect(await fate(pool.send(saying("held", apiKey)))).toMatch(/timed out/);
    const next = await fate(pool.send(saying("next")));
    if (isOurs) expect(next).toBe("yes");
    else expect(next).toMatch(/timed out/);
  });

  it("a request that is sent while all are being closed", async () => {
    react = (socket, request) => {
      if (request.includes("one")) socket.write(answer(request, "yes"));
    };
    const fates = Array.from({ length: 20 }, async (_, turns) => {
      const pool = poolOf(Of);
      await pool.send(saying("one"));
      const sent = fate(pool.send(saying("two")));
      for (let turn = 0; turn < turns; turn++) await null;
      pool.destroy().catch(() => {});
      return sent;
    });
    const ever = (await Promise.all(fates)).filter((one) => one === "waits for ever");
    if (isOurs) expect(ever).toEqual([]);
    else expect(ever).not.toEqual([]);
  });
});
