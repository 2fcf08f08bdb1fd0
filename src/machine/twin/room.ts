import type { Action } from "../../automaton/automaton.ts";
import { own, type Site } from "./site.ts";

/**
 * Rules 13 and 19: whether a list's pops and its return can be done, and what the bound says, by counting
 * alone. Gives the name of a variable: 0 fits, 1 the stack is too short, 2 refused, 3 the `else`.
 * Null: it always fits. `flat`: as if there were no return addresses.
 */
export function room(actions: readonly Action[], site: Site, flat = false): string | null {
  const { code, layout } = site;
  const { depth } = layout.automaton.stack;
  const pushes = actions.some(({ do: what }) => what === "push" || what === "replace");
  const takes = actions.some(({ do: what }) => what === "pop" || what === "return");
  const bounded = depth !== null && pushes && (takes || depth.overflow.kind !== "drop oldest");
  if (!takes && !bounded) return null;
  if (!bounded) {
    const need = framesNeeded(actions);
    const returns = actions.some(({ do: what }) => what === "return");
    const tests = [
      ...(need > 0 ? [flat ? `depthOf(slot) < ${need}` : `!hasAbove(slot, ${need})`] : []),
      ...(returns ? [flat ? "true" : "callsOf(slot) === 0"] : []),
    ];
    return tests.length === 0 ? null : code.hold(`${tests.join(" || ")} ? 1 : 0`, "r");
  }
  return counted(actions, site, flat);
}

/** How many frames must stand above the topmost return address, so that the list never pops nothing. */
function framesNeeded(actions: readonly Action[]): number {
  // There are max(frames at first + change, least) of them.
  let change = 0;
  let least = 0;
  let need = 0;
  for (const action of actions) {
    if (action.do === "pop") {
      if (least < 1) need = Math.max(need, 1 - change);
      change--;
      least--;
    } else if (action.do === "push") {
      change++;
      least++;
    } else if (action.do === "replace") least = Math.max(least, 1);
    else if (action.do === "clear") {
      change = Number.NEGATIVE_INFINITY;
      least = 0;
    }
  }
  return need;
}

function counted(actions: readonly Action[], site: Site, flat: boolean): string {
  const { code, layout } = site;
  const { limit, overflow } = layout.automaton.stack.depth!;
  const [a, b, r] = [code.fresh("a"), code.fresh("b"), code.fresh("r")];
  code.add(
    `let ${a} = ${flat || !layout.calls ? own(site, "depth") : "aboveOf(slot)"};`,
    `let ${b} = ${own(site, "depth")} - ${a};`,
    `let ${r} = 0;`,
  );
  const label = code.fresh("L");
  code.block(`${label}:`, () => {
    for (const action of actions) {
      if (action.do === "pop") code.add(`if (${a} === 0) { ${r} = 1; break ${label}; }`, `${a}--;`);
      else if (action.do === "clear") code.add(`${a} = 0;`);
      else if (action.do === "return")
        code.add(`if (${flat ? "true" : "callsOf(slot) === 0"}) { ${r} = 1; break ${label}; }`);
      else if (action.do === "push" || action.do === "replace") {
        const word =
          overflow.kind === "refuse"
            ? `${r} = 2;`
            : overflow.kind === "else"
              ? `${r} = 3;`
              : `if (${b} > 0) ${b}--; else ${a}--;`;
        const pushed = `{ if (${a} + ${b} >= ${limit}) { ${word} } ${a}++; }`;
        code.add(action.do === "push" ? pushed : `if (${a} === 0) ${pushed}`);
      }
    }
  });
  return r;
}
