import type { OrderItem, PatternDeclaration } from "../../syntax/tree.ts";
import { only } from "../once.ts";
import type { FileScope } from "../scope.ts";
import { itemsOf } from "./lanes.ts";

type Word<K extends OrderItem["kind"]> = Extract<OrderItem, { kind: K }>;

/** The order words of a pattern as they were written, each once at most. */
export interface OrderWords {
  readonly dedupe: Word<"dedupe"> | null;
  readonly reorder: Word<"reorder"> | null;
  readonly orderBy: Word<"orderBy"> | null;
  readonly late: Word<"late"> | null;
  readonly follow: Word<"follow"> | null;
}

export function orderWords(pattern: PatternDeclaration, { report }: FileScope): OrderWords {
  return {
    dedupe: only(itemsOf(pattern, "dedupe"), "`dedupe`", report),
    reorder: only(itemsOf(pattern, "reorder"), "`reorder`", report),
    orderBy: only(itemsOf(pattern, "orderBy"), "`order by`", report),
    late: only(itemsOf(pattern, "late"), "what becomes of late events", report),
    follow: only(itemsOf(pattern, "follow"), "`follow cause`", report),
  };
}
