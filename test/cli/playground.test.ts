import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readShared } from "../../playground/share/shared.ts";
import { carriedLog, pageWith } from "../../src/cli/playground-page.ts";
import { type PlaygroundServer, servePlayground } from "../../src/cli/playground-server.ts";

const PAGE = '<body><script type="application/json" id="pushdown-data"></script></body>';

let folder: string;
let server: PlaygroundServer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "pda-playground-"));
  mkdirSync(join(folder, "assets"));
  writeFileSync(join(folder, "assets/a-1.js"), "1;");
  writeFileSync(join(folder, "secret.txt"), "no");
  server = await servePlayground(folder, PAGE, 0);
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const ask = (path: string, headers: Record<string, string> = {}, method = "GET"): Promise<string> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(server.address);
    request({ hostname, port, path, headers, method }, (response) => {
      let body = "";
      response.on("data", (chunk) => {
        body += chunk;
      });
      response.on("end", () => resolve(`${response.statusCode} ${body}`));
    })
      .on("error", reject)
      .end();
  });

describe("the page that is served", () => {
  it("is there for this machine, behind a path that cannot be guessed", async () => {
    const { pathname } = new URL(server.address);
    expect(server.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{16}\/$/);
    expect(await ask(pathname)).toBe(`200 ${PAGE}`);
    expect(await ask(`${pathname}assets/a-1.js`)).toBe("200 1;");
    expect(await ask("/")).toBe("404 ");
    expect(await ask("/assets/a-1.js")).toBe("404 ");
  });

  it("answers no other name, no other method, and nothing outside its folder", async () => {
    const { pathname } = new URL(server.address);
    expect(await ask(pathname, { host: "evil.example" })).toBe("403 ");
    expect(await ask(pathname, {}, "POST")).toBe("404 ");
    expect(await ask(`${pathname}../package.json`)).toBe("404 ");
    expect(await ask(`${pathname}assets/..%2f..%2fpackage.json`)).toBe("404 ");
    expect(await ask(`${pathname}none.js`)).toBe("404 ");
  });
});

describe("the page with something inside", () => {
  const inside = (html: string) => /id="pushdown-data">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? "";

  it("gives it back, whatever stands in it", () => {
    const pattern = "// </script><!-- $& $1 \u2028 \"'";
    const log = { name: "</script>", text: "<script>alert(1)</script>\n" };
    const html = pageWith(PAGE, { pattern, log });
    expect(html.match(/<\/?script/g)).toHaveLength(2);
    expect(readShared(inside(html))).toEqual({ shared: { pattern, log } });
  });

  it("takes a packed log as the text that it is", async () => {
    writeFileSync(join(folder, "l.ndjson.gz"), gzipSync('{"a":"ä"}\n'));
    expect(await carriedLog(join(folder, "l.ndjson.gz"))).toEqual({
      name: "l.ndjson",
      text: '{"a":"ä"}\n',
    });
  });

  it("says what is wrong with a log that does not go into a page", async () => {
    await expect(carriedLog(join(folder, "none.ndjson"))).rejects.toThrow(/none\.ndjson/);
    writeFileSync(join(folder, "l.avro"), "Obj\u0001");
    await expect(carriedLog(join(folder, "l.avro"))).rejects.toThrow(/NDJSON/);
  });
});
