import type { Worker } from "../view.ts";
import type { Health } from "./health.ts";
import { type LookUp, lookUp } from "./lookup.ts";
import type { Registry } from "./registry.ts";
import { json, type Route } from "./server.ts";

export interface Told {
  readonly worker: Worker;
  readonly health: Health;
  readonly registry: Registry;
  /** Brings figures up to date that move on with the clock. */
  readonly refresh: () => void;
  /** Whether a stop was asked for. */
  readonly stopping: () => boolean;
  readonly lookUp: LookUp;
  readonly patterns: () => unknown;
  readonly plan: () => Promise<unknown>;
}

/** Everything that a worker tells over HTTP. */
export function routesOf(told: Told): Route[] {
  const { worker, health, registry } = told;
  return [
    {
      path: "/metrics",
      says: "figures for Prometheus",
      answer() {
        told.refresh();
        return { status: 200, type: "text/plain; version=0.0.4", body: registry.text() };
      },
    },
    {
      path: "/livez",
      says: "200 while the process gets on; also while brokers are away",
      open: true,
      answer() {
        const stuck = health.stuck();
        return json(stuck.length === 0 ? 200 : 503, { live: stuck.length === 0, stuck });
      },
    },
    {
      path: "/readyz",
      says: "200 when it is a member of its group and its tasks run",
      open: true,
      answer() {
        const stopped = worker
          .tasks()
          .flatMap(({ task, stop }) => (stop === null ? [] : [{ task, ...stop }]));
        const ready = worker.ready() && !told.stopping() && stopped.length === 0;
        return json(ready ? 200 : 503, {
          ready,
          ...(told.stopping() ? { stopping: true } : {}),
          tasks: worker.tasks().map(({ task, phase }) => ({ task, phase })),
          ...(stopped.length > 0 ? { stopped } : {}),
        });
      },
    },
    {
      path: "/sessions/",
      says: "what is committed of a key: /sessions/KEY",
      answer: ({ rest, forwarded }) => lookUp(rest, forwarded, told.lookUp),
    },
    {
      path: "/patterns",
      says: "which patterns run",
      answer: () => json(200, told.patterns()),
    },
    {
      path: "/plan",
      says: "which patterns are announced, and which open sessions still run on others",
      answer: async () => json(200, await told.plan()),
    },
  ];
}
