import type { Edit } from "../../src/why/edit.ts";
import { lifeOf } from "../../src/why/life.ts";
import type { Explanation } from "../../src/why/node.ts";
import { why } from "../../src/why/why.ts";
import type { Planted } from "./planted.ts";

/** How an explanation names a planted fault. */
export type Naming =
  /** The event and the kind. */
  | "named"
  /** It says that two neighbours stand in the wrong order, and the planted event is the other of them. */
  | "named as a neighbour"
  /** It names several events of which each would have done, the planted one among them. */
  | "named among equals"
  | "not named";

export interface Judged {
  readonly naming: Naming;
  readonly first: Explanation | undefined;
}

export function judge(planted: Planted): Judged {
  const { machine, wanted, inputs } = planted;
  const life = lifeOf(machine, "k", inputs);
  const { nearest } = why(machine, life, { wanted, session: null });
  const first = nearest[0]?.explanations[0];
  const naming =
    first === undefined || first.edits.length !== 1 ? "not named" : named(planted, first.edits[0]!);
  return { naming, first };
}

function named({ kind, event, inputs }: Planted, edit: Edit): Naming {
  const is = (index: number): boolean => {
    const input = inputs[index];
    return input?.is === "event" && input.event.id === event.id;
  };
  switch (edit.kind) {
    case "missing":
      if (kind !== "missing") return "not named";
      if (edit.event.name === event.name)
        return edit.or.length === 0 ? "named" : "named among equals";
      return edit.or.some(({ name }) => name === event.name) ? "named among equals" : "not named";
    case "moved": {
      if (kind !== "moved") return "not named";
      if (is(edit.input)) return "named";
      const { input, before } = edit;
      if (before === input - 1) return is(before) ? "named as a neighbour" : "not named";
      return before === input + 2 && is(input + 1) ? "named as a neighbour" : "not named";
    }
    case "test":
    case "late":
      return kind === "guard" && is(edit.input) ? "named" : "not named";
    default:
      return "not named";
  }
}
