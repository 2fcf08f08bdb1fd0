import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";

export interface PlaygroundServer {
  readonly address: string;
  readonly close: () => void;
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
};

const NAME = /^(?:assets\/)?[\w.-]+$/;

/**
 * Serves the built page to this machine only: bound to loopback, deaf to other names for it (which a page elsewhere
 * could make up), and behind a path that other users of the machine cannot guess, because the pattern is inside.
 */
export async function servePlayground(
  folder: string,
  page: string,
  port: number,
): Promise<PlaygroundServer> {
  const secret = randomBytes(12).toString("base64url");
  const packed = new Map<string, Buffer>();
  const send = (response: ServerResponse, name: string, brotli: boolean): void => {
    const body = name === "index.html" ? Buffer.from(page) : readFileSync(join(folder, name));
    response.setHeader("content-type", types[extname(name)] ?? "application/octet-stream");
    response.setHeader("x-content-type-options", "nosniff");
    response.setHeader("referrer-policy", "no-referrer");
    // Names under assets/ change with what is in them.
    response.setHeader(
      "cache-control",
      name.startsWith("assets/") ? "max-age=31536000" : "no-store",
    );
    if (!brotli) return void response.end(body);
    let small = packed.get(name);
    if (small === undefined) {
      small = brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } });
      packed.set(name, small);
    }
    response.setHeader("content-encoding", "br");
    response.end(small);
  };
  const server = createServer(({ method, url = "/", headers }, response) => {
    const { host = "" } = headers;
    const prefix = `/${secret}/`;
    const path = url.split(/[?#]/)[0]!;
    const name = path === prefix ? "index.html" : path.slice(prefix.length);
    const known = /^(?:127\.0\.0\.1|localhost)(?::\d+)?$/.test(host);
    response.statusCode = known ? 404 : 403;
    if (!known || method !== "GET" || !path.startsWith(prefix) || !NAME.test(name))
      return void response.end();
    try {
      response.statusCode = 200;
      send(response, name, /\bbr\b/.test(String(headers["accept-encoding"] ?? "")));
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const { port: chosen } = server.address() as AddressInfo;
  return {
    address: `http://127.0.0.1:${chosen}/${secret}/`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
