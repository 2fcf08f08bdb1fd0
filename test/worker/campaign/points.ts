import type { TaskPhase } from "../../../src/worker/news.ts";
import type { Strike } from "./plan.ts";

/** The points of the failure matrix, as a schedule meets them. P6 and P12 are not among them: see the mutations. */
export const POINTS = {
  P1: "killed: stepped, nothing sent",
  P2: "killed: some of it sent",
  P3: "killed: all sent but the group's positions",
  P4: "the commit's answer is lost, or the commit",
  P5: "killed: committed, not taken over yet",
  P7: "stands still beyond the session's time-out within a chunk",
  P8: "another joins within a chunk",
  P9: "a write is lost, its answer is, or the leader moves",
  P10: "the coordinator moves at the commit",
  P11: "stands still beyond the transaction's time-out within a transaction",
  P13: "the input is truncated behind the position",
  P14: "the changelog is deleted, or has other partitions",
  P15: "the transactional id expires",
} as const;

export type Point = keyof typeof POINTS;

const KILLED: Partial<Record<TaskPhase, Point>> = {
  sending: "P1",
  sent: "P2",
  positions: "P3",
  committing: "P4",
  committed: "P5",
};

const CHUNK = new Set<TaskPhase>(["stepping", "sending", "sent", "positions", "committing"]);
const OPEN = new Set<TaskPhase>(["sent", "positions"]);

/** Which point a strike means that met a task in this phase. */
export function pointOf(strike: Strike, phase: TaskPhase, sessionMs: number): Point | null {
  switch (strike.kind) {
    case "kill":
      return KILLED[phase] ?? null;
    case "pause":
      if (strike.ms > sessionMs) return CHUNK.has(phase) ? "P7" : null;
      return OPEN.has(phase) ? "P11" : null;
    case "join":
      return CHUNK.has(phase) ? "P8" : null;
    case "request":
      if (strike.fate === "twice") return null;
      if (strike.request === "produce") return "P9";
      if (strike.request !== "endTxn") return null;
      return strike.fate === "moved" ? "P10" : "P4";
    case "expire":
      return "P15";
    default:
      return null;
  }
}
