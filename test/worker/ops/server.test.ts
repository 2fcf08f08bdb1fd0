import { afterEach, expect, it } from "vitest";
import type { KeyState } from "../../../src/stream/key-state.ts";
import { type Health, health } from "../../../src/worker/ops/health.ts";
import type { LookUp } from "../../../src/worker/ops/lookup.ts";
import { Registry } from "../../../src/worker/ops/registry.ts";
import { routesOf } from "../../../src/worker/ops/routes.ts";
import { type OpenServer, openServer } from "../../../src/worker/ops/server.ts";
import type { TaskView, Worker } from "../../../src/worker/view.ts";

const open: OpenServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

const bytes = (text: string): Uint8Array => Buffer.from(text);

/** A state is a text here. */
const PATTERNS = ["first", "second"].map((name) => ({
  name,
  decode: (_key: string, state: Uint8Array): KeyState => ({
    key: Buffer.from(state).toString(),
    visitor: null,
  }),
}));

const task = (number: number, over: Partial<TaskView> = {}): TaskView => ({
  task: number,
  phase: "reading",
  stop: null,
  positions: [],
  watermarkMs: 0,
  sessions: 1,
  running: null,
  look: async (key) =>
    key === `key ${number}`
      ? { patterns: PATTERNS, states: [null, bytes(`state of ${key}`)], last: null }
      : null,
  ...over,
});

interface Given {
  readonly tasks?: readonly TaskView[];
  readonly owners?: Map<number, string>;
  readonly token?: string | null;
  readonly ready?: boolean;
  readonly health?: Health;
}

async function serve({ tasks = [], owners = new Map(), token = null, ...given }: Given) {
  const worker: Worker = {
    tasks: () => tasks,
    owners: () => owners,
    ready: () => given.ready ?? true,
    plan: async () => ({ announced: null, tasks: [] }),
    stop: async () => {},
    ended: new Promise(() => {}),
  };
  // Its own address is known only once it listens.
  const lookUp: { -readonly [K in keyof LookUp]: LookUp[K] } = {
    worker,
    address: "",
    token,
    describe: ({ key }: KeyState) => key,
    fetch,
  };
  const routes = routesOf({
    worker,
    health: given.health ?? { tell() {}, stuck: () => [] },
    registry: new Registry(),
    refresh() {},
    stopping: () => false,
    lookUp,
    patterns: () => [{ name: "first" }],
    plan: async () => ({ announced: null }),
  });
  const server = await openServer({ address: "127.0.0.1:0", token });
  server.serve(routes);
  open.push(server);
  lookUp.address = server.address;
  const get = (path: string, init: RequestInit = {}) =>
    fetch(`http://${server.address}${path}`, init);
  return { ...server, get };
}

it("answers GET only, and says what there is", async () => {
  const { get } = await serve({});
  expect((await get("/patterns", { method: "POST" })).status).toBe(405);
  expect(await (await get("/patterns")).json()).toEqual([{ name: "first" }]);
  expect(await (await get("/nothing")).text()).toContain("there is /metrics, /livez");
  expect(await (await get("/")).text()).toContain("/sessions/  what is committed of a key");
  expect((await get("/metrics")).headers.get("content-type")).toContain("version=0.0.4");
  expect((await get("/sessions/%ff")).status).toBe(400);
});

it("asks for the token everywhere but at the probes", async () => {
  const { get } = await serve({ token: "sesame" });
  const shown = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
  for (const path of ["/metrics", "/patterns", "/sessions/a", "/plan", "/nothing", "/"]) {
    expect((await get(path)).status, path).toBe(401);
    expect((await get(path, shown("sesam"))).status, path).toBe(401);
    expect((await get(path, shown("sesame"))).status, path).not.toBe(401);
  }
  expect((await get("/livez")).status).toBe(200);
  expect((await get("/readyz")).status).toBe(200);
});

it("is ready when its tasks run, and tells why one does not", async () => {
  expect((await (await serve({ ready: false })).get("/readyz")).status).toBe(503);
  const stop = { reason: "wrong key", message: "a key is not", remedy: "say --rekey" } as const;
  const stopped = await serve({ tasks: [task(0), task(1, { phase: "stopped", stop })] });
  const answer = await stopped.get("/readyz");
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ stopped: [{ task: 1, remedy: "say --rekey" }] });
  expect((await stopped.get("/livez")).status).toBe(200);
});

it("is alive while it waits, however long, and not when a step never ends", async () => {
  let now = 0;
  const alive = health(60_000, { nowMs: () => now, sleep: async () => {} });
  const { get } = await serve({ health: alive });
  for (const phase of ["reading", "restoring", "opening", "resting"] as const) {
    alive.tell({ kind: "phase", task: 0, phase });
    now += 3_600_000;
    expect((await get("/livez")).status, phase).toBe(200);
  }
  alive.tell({ kind: "phase", task: 0, phase: "stepping" });
  now += 59_000;
  expect((await get("/livez")).status).toBe(200);
  now += 2_000;
  expect(await (await get("/livez")).json()).toEqual({
    live: false,
    stuck: ["task 0 is stepping for 61 s"],
  });
});

it("tells a session wherever it is, and asks the other workers", async () => {
  const owners = new Map<number, string>();
  const first = await serve({ tasks: [task(0)], owners, token: "t" });
  const second = await serve({ tasks: [task(1)], owners, token: "t" });
  owners.set(0, first.address).set(1, second.address);
  const headers = { authorization: "Bearer t" };
  for (const server of [first, second]) {
    expect(await (await server.get("/sessions/key%200", { headers })).json()).toEqual({
      key: "key 0",
      task: 0,
      worker: first.address,
      sessions: [{ pattern: "second", state: "state of key 0" }],
    });
    expect((await server.get("/sessions/nobody", { headers })).status).toBe(404);
  }
});

it("does not call a key closed that it could not ask for", async () => {
  const away = new Map([
    [0, "127.0.0.1:1"],
    [1, ""],
  ]);
  const { get } = await serve({ tasks: [task(1)], owners: away });
  expect(await (await get("/sessions/key%200")).json()).toMatchObject({ silent: ["127.0.0.1:1"] });
  const gap = await serve({ tasks: [task(1)], owners: new Map([[1, ""]]) });
  const answer = await gap.get("/sessions/key%200");
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ withoutOwner: [0] });
});
