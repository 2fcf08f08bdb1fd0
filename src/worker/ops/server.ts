import { createHash, timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { hostPort } from "../config/reach.ts";

export interface Answer {
  readonly status: number;
  readonly type: "application/json" | "text/plain; version=0.0.4" | "text/plain";
  readonly body: string;
}

export const json = (status: number, value: unknown): Answer => ({
  status,
  type: "application/json",
  body: `${JSON.stringify(value, null, 2)}\n`,
});

export const plain = (status: number, body: string): Answer => ({
  status,
  type: "text/plain",
  body: `${body}\n`,
});

export interface Asked {
  /** The path's part behind the route, decoded; of `/sessions/KEY` the key. */
  readonly rest: string;
  /** The request came from another worker. */
  readonly forwarded: boolean;
}

export interface Route {
  /** `/metrics`; with a slash at its end, something must follow. */
  readonly path: string;
  readonly says: string;
  /** Probes cannot show a token. */
  readonly open?: true;
  answer(asked: Asked): Answer | Promise<Answer>;
}

export interface ServerOptions {
  readonly address: string;
  readonly token: string | null;
}

export interface OpenServer {
  /** Where it listens indeed, where port 0 was asked for. */
  readonly address: string;
  /** From now on; before, every answer is that we are starting. */
  serve(routes: readonly Route[]): void;
  close(): Promise<void>;
}

/** Marks a look-up that one worker asks of another, so that it goes no further. */
export const FORWARDED = "x-pda-forwarded";

/** A server that only tells: `GET` and `HEAD`, one fixed list of paths. */
export async function openServer({ address, token }: ServerOptions): Promise<OpenServer> {
  let routes: readonly Route[] | null = null;
  const server = createServer(
    { requestTimeout: 10_000, maxHeaderSize: 16_384 },
    (request, response) => {
      answerTo(request, routes, token)
        .catch((error: unknown) => plain(500, `a mistake in pda itself: ${String(error)}`))
        .then((answer) => send(answer, request, response));
    },
  );
  const { host, port } = hostPort(address);
  await new Promise<void>((done, failed) => {
    server.once("error", failed);
    server.listen(port, host, done);
  });
  const at = server.address() as AddressInfo;
  const shown = at.family === "IPv6" ? `[${at.address}]` : at.address;
  return {
    address: `${shown}:${at.port}`,
    serve(found) {
      routes = found;
    },
    close: () => closed(server),
  };
}

const closed = (server: Server): Promise<void> =>
  new Promise((done) => {
    server.close(() => done());
    server.closeAllConnections();
  });

async function answerTo(
  request: IncomingMessage,
  routes: readonly Route[] | null,
  token: string | null,
): Promise<Answer> {
  if (routes === null) return plain(503, "starting");
  if (request.method !== "GET" && request.method !== "HEAD") {
    return plain(405, "only GET: what is told here cannot be changed here");
  }
  const path = (request.url ?? "/").split("?")[0]!;
  const route = routes.find((one) =>
    one.path.endsWith("/") ? path.startsWith(one.path) && path !== one.path : path === one.path,
  );
  const allowed = token === null || shows(request, token);
  if (!allowed && route?.open !== true) {
    return plain(401, "show the token: Authorization: Bearer TOKEN");
  }
  if (route === undefined) return path === "/" ? contents(routes) : nothing(routes);
  let rest: string;
  try {
    rest = decodeURIComponent(path.slice(route.path.length));
  } catch {
    return plain(400, "the path is not written in percent-encoded UTF-8");
  }
  return route.answer({ rest, forwarded: request.headers[FORWARDED] !== undefined });
}

const contents = (routes: readonly Route[]): Answer =>
  plain(200, routes.map(({ path, says }) => `${path}  ${says}`).join("\n"));

const nothing = (routes: readonly Route[]): Answer =>
  plain(404, `nothing is here; there is ${routes.map(({ path }) => path).join(", ")}`);

/** Takes as long for a wrong token as for the right one. */
function shows({ headers }: IncomingMessage, token: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(headers.authorization ?? ""), digest(`Bearer ${token}`));
}

function send(answer: Answer, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(answer.status, {
    "content-type": `${answer.type}; charset=utf-8`,
    "content-length": Buffer.byteLength(answer.body),
    "cache-control": "no-store",
    ...(answer.status === 401 ? { "www-authenticate": "Bearer" } : {}),
  });
  response.end(request.method === "HEAD" ? undefined : answer.body);
}
