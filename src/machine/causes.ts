import type { Expression } from "../automaton/automaton.ts";
import type { Frame, Writer } from "./configuration.ts";
import { operandsOf } from "./machine.ts";
import { frameAt, type Scene } from "./scene.ts";

/**
 * Rule 28: the direct writers of every register and frame that an expression names, evaluated or not.
 * Frames that an `any` found are told to `Scene.found` while it is evaluated, and come as `found`.
 */
export function writersNamed(
  expression: Expression,
  scene: Scene,
  found: readonly Frame[],
): readonly Writer[] {
  const writers: Writer[] = found.map((frame) => frame.writer);
  const visit = (node: Expression): void => {
    if (node.op === "register") {
      const writer = scene.registers[node.name]!.writer;
      if (writer !== null) writers.push(writer);
    } else if (node.op === "part") {
      writers.push(...scene.loop!.partWriters);
    } else if (node.op === "frameField" || node.op === "frameAge" || node.op === "frameIs") {
      // What `any` looks at is a cause only when it is found; `kind` reads no frame.
      const frame = node.of.frame === "bound" ? undefined : frameAt(scene, node.of);
      if (frame !== undefined) writers.push(frame.writer);
    }
    operandsOf(node).forEach(visit);
  };
  visit(expression);
  return writers;
}

/** Each cause once, in the order of stepping. */
export function causesOf(writers: readonly Writer[]): readonly string[] {
  const ordered = [...writers].sort((a, b) => a.order - b.order);
  return [...new Set(ordered.map((writer) => writer.id))];
}
