import type { Machine } from "../machine/machine.ts";
import { isFrame } from "../machine/stack.ts";
import type { Visitor } from "../machine/visitor.ts";

/** What two visitors have in common whose futures are most likely alike: everything but instants and writers. */
export function signatureOf(machine: Machine, visitor: Visitor | null): string {
  if (visitor === null) return "";
  return JSON.stringify(
    visitor.lanes.map(({ lane, configuration }) => {
      const { state, stack, registers, timers } = configuration;
      const cells: unknown[] = [];
      for (let rest = stack; rest !== null; rest = rest.below) {
        const { cell } = rest;
        if (isFrame(cell)) cells.push(cell.kind, ...Object.values(cell.fields).map(String));
        else cells.push(cell.returnTo);
      }
      const values = machine.automaton.registers
        .filter(({ type }) => type.kind !== "time" && type.kind !== "duration")
        .map(({ name }) => String(registers[name]!.value));
      return [lane.texts, state, cells, values, timers.map(({ owner, index }) => [owner, index])];
    }),
  );
}
