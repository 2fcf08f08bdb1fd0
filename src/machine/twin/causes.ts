import type { Expression } from "../../automaton/automaton.ts";
import { operandsOf } from "../machine.ts";
import { frameOf } from "./frames.ts";
import { own, type Site } from "./site.ts";

/**
 * Rule 28: code that adds the direct writers of every register and frame that an expression names to a
 * collector. Frames that an `any` found are added where it is evaluated.
 */
export function addWriters(to: string, expressions: readonly Expression[], site: Site): void {
  const { layout, code } = site;
  const seen = new Set<string>();
  const once = (what: string, write: () => void): void => {
    if (seen.has(what)) return;
    seen.add(what);
    write();
  };
  const visit = (node: Expression): void => {
    if (node.op === "register")
      once(`register ${node.name}`, () => {
        const order = own(site, `written ${node.name}`);
        const writer = own(site, `writer ${node.name}`);
        code.add(`if (${order} !== 0) ${to}.add(${writer}, ${order});`);
      });
    else if (node.op === "part" && site.loop !== null)
      once("part", () => code.add(site.loop!.addPartWriters(to)));
    else if (node.op === "frameField" || node.op === "frameAge" || node.op === "frameIs") {
      // What `any` looks at is a cause only when it is found; `kind` reads no frame.
      if (node.of.frame !== "bound")
        once(`frame ${JSON.stringify(node.of)}`, () => {
          const frame = frameOf(node.of, site);
          if (frame === "0") return;
          const { frames } = layout;
          code.add(
            `if (${frame} !== 0) ${to}.add(${frames.at("writer", frame)}, ${frames.at("order", frame)});`,
          );
        });
    }
    operandsOf(node).forEach(visit);
  };
  expressions.forEach(visit);
}

/** Whether an expression can name any writer at all. */
export function namesWriters(expression: Expression): boolean {
  const { op } = expression;
  return (
    op === "register" ||
    op === "part" ||
    op === "frameField" ||
    op === "frameAge" ||
    op === "frameIs" ||
    op === "any" ||
    operandsOf(expression).some(namesWriters)
  );
}
