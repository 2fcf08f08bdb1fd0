import type { Expression, FrameReference } from "../../automaton/automaton.ts";
import { frameColumn } from "./layout.ts";
import { maybe, type Operand, unpacked } from "./operand.ts";
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
