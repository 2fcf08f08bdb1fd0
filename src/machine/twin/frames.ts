import type { Expression, FrameReference } from "../../automaton/automaton.ts";
import { holds } from "./expression.ts";
import { frameColumn } from "./layout.ts";
import { maybe, type Operand, sure, unpacked } from "./operand.ts";
import { own, type Site } from "./site.ts";

/** The number of a frame; 0: there is none. */
export function frameOf(reference: FrameReference, site: Site): string {
  const { code, layout } = site;
  switch (reference.frame) {
    case "loop":
      return site.loop?.frame ?? "0";
    case "bound":
      return site.bound[reference.depth] ?? "0";
    default: {
      if (!layout.slots.has("head")) return "0";
      const head = own(site, "head");
      if (reference.frame === "top") return code.hold(layout.calls ? `topOf(${head})` : head, "f");
      if (reference.frame === "bottom") return code.hold(`bottomOf(${head})`, "f");
      return code.hold(
        `nearestOf(${head}, ${layout.kinds.get((reference as { readonly kind: string }).kind)})`,
        "f",
      );
    }
  }
}

export const isKind = (frame: string, kind: string, { layout }: Site): string =>
  frame === "0"
    ? "false"
    : `(${frame} !== 0 && ${layout.frames.at("kind", frame)} === ${layout.kinds.get(kind)})`;

export function frameField(expression: Expression & { op: "frameField" }, site: Site): Operand {
  const { code, layout } = site;
  const frame = frameOf(expression.of, site);
  if (frame === "0") return maybe("undefined");
  const name = code.fresh("t");
  code.add(`let ${name};`);
  code.block(`if ${isKind(frame, expression.kind, site)}`, () => {
    const declared = layout.machine.kinds
      .get(expression.kind)!
      .fields.find((each) => each.name === expression.name)!;
    const column = layout.frames.at(frameColumn(layout, expression.kind, expression.name), frame);
    code.add(`${name} = ${unpacked(column, declared.type, declared.optional, site).js};`);
  });
  return maybe(name);
}

/** Rule 21: from the top down; stops at the first that fits. */
export function findAny(expression: Expression & { op: "any" }, site: Site): Operand {
  const { code, layout } = site;
  if (!layout.slots.has("head")) return sure("false");
  const name = code.fresh("t");
  const frame = code.fresh("f");
  code.add(`let ${name} = false;`);
  const next = layout.frames.at("below", frame);
  code.block(
    `for (let ${frame} = ${own(site, "head")}; ${frame} !== 0; ${frame} = ${next})`,
    () => {
      code.add(
        `if (${layout.frames.at("kind", frame)} !== ${layout.kinds.get(expression.kind)}) continue;`,
      );
      if (expression.where !== null) {
        const inside = { ...site, bound: [frame, ...site.bound] };
        code.add(`if (!${holds(expression.where, inside)}) continue;`);
      }
      if (site.found !== null && layout.frameWriters)
        code.add(
          `${site.found}.add(${layout.frames.at("writer", frame)}, ${layout.frames.at("order", frame)});`,
        );
      code.add(`${name} = true;`, "break;");
    },
  );
  return sure(name);
}
