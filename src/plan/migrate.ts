import type { Automaton } from "../automaton/automaton.ts";
import type {
  ArmedTimer,
  Configuration,
  Frame,
  RegisterContent,
  Session,
  StackCells,
} from "../machine/configuration.ts";
import { constantOf } from "../machine/evaluate.ts";
import { keptConfiguration, NOBODY } from "../machine/kept.ts";
import { chainOf, load, type Machine } from "../machine/machine.ts";
import { record } from "../machine/record.ts";
import { isFrame } from "../machine/stack.ts";
import { type Layout, layoutOf } from "../machine/twin/layout.ts";
import type { Visitor } from "../machine/visitor.ts";
import type { CauseState, KeyState } from "../stream/key-state.ts";
import type { Plan } from "./plan.ts";
import { widening } from "./types.ts";

/** Carries a key's state over to the new automaton, as a plan that says `keep` or `map` has shown it can be. */
export function migration(
  plan: Pick<Plan, "policy" | "from" | "to" | "names">,
): (state: KeyState) => KeyState {
  if (plan.policy !== "keep" && plan.policy !== "map")
    throw new Error(`a state is not carried over where the plan says ${plan.policy}`);
  const { from, to, names } = plan;
  const mover = new Mover(from, to, names);
  return (state) => ({
    ...state,
    visitor: state.visitor === null ? null : mover.visitor(state.visitor),
    ...(state.causes === undefined ? {} : { causes: mover.causes(state.causes) }),
  });
}

class Mover {
  private readonly before: Machine;
  private readonly after: Machine;
  private readonly layout: Layout;
  private readonly knowsWriters: boolean;
  private readonly names: Plan["names"];
  /** New names and the old ones: of registers, and of fields behind their kind's new name. */
  private readonly oldRegisters: ReadonlyMap<string, string>;
  private readonly oldFields: ReadonlyMap<string, string>;

  constructor(from: Automaton, to: Automaton, names: Plan["names"]) {
    this.before = load(from);
    this.after = load(to);
    this.layout = layoutOf(this.after, "text");
    this.knowsWriters = layoutOf(this.before, "text").frameWriters;
    this.names = names;
    this.oldRegisters = new Map([...names.registers].map(([was, is]) => [is, was]));
    this.oldFields = new Map(
      [...names.fields].map(([was, is]) => {
        const [kind, field] = was.split(".") as [string, string];
        return [`${kind}.${is}`, field];
      }),
    );
  }

  visitor({ key, session, lanes }: Visitor): Visitor {
    return {
      ...{ key, session },
      lanes: lanes.map((state) => {
        const own = (state.session ?? session)!;
        return { ...state, configuration: this.configuration(state.configuration, own, own.clock) };
      }),
    };
  }

  causes(state: CauseState): CauseState {
    const { open } = state;
    if (open === null) return state;
    const branches = open.branches.map((branch) => ({
      ...branch,
      configuration: this.configuration(branch.configuration, open.session, branch.clock),
    }));
    return { ...state, open: { ...open, branches } };
  }

  private configuration(was: Configuration, session: Session, clock: number): Configuration {
    const state = this.owner(was.state);
    const moved = {
      state,
      stack: this.stack(was.stack, session),
      registers: record(
        this.layout.automaton.registers.map(({ name }) => [name, this.register(name, was)]),
      ),
      timers: this.timers(was.timers, state),
    };
    return keptConfiguration(this.layout, moved, clock);
  }

  private owner(name: string): string {
    return this.names.owners.get(name) ?? name;
  }

  private register(name: string, { registers }: Configuration): RegisterContent {
    const { type, initial } = this.after.registers.get(name)!;
    const was = this.before.registers.get(this.oldRegisters.get(name) ?? name);
    const begins = this.names.begins.get(name) ?? (was === undefined ? initial : null);
    const begun = begins === null ? undefined : constantOf(type, begins);
    if (was === undefined) return { value: begun, writer: null };
    const { value, writer } = registers[was.name]!;
    return value === undefined
      ? { value: begun, writer }
      : { value: widening(was.type, type)!(value), writer };
  }

  private stack(cells: StackCells, session: Session): StackCells {
    const list = [];
    for (let rest = cells; rest !== null; rest = rest.below) list.push(rest.cell);
    return list.reduceRight<StackCells>((below, cell) => {
      const moved = isFrame(cell)
        ? this.frame(cell, session)
        : { returnTo: this.owner(cell.returnTo) };
      return { cell: moved, below };
    }, null);
  }

  private frame(was: Frame, session: Session): Frame {
    const kind = this.names.kinds.get(was.kind) ?? was.kind;
    const olds = this.before.kinds.get(was.kind)!.fields;
    const { fields } = this.after.kinds.get(kind)!;
    return {
      kind,
      fields: record(
        fields.map(({ name, type }) => {
          const full = `${kind}.${name}`;
          const oldName = this.oldFields.get(full) ?? name;
          const old = olds.find((field) => field.name === oldName);
          const value = old === undefined ? undefined : was.fields[oldName];
          if (value !== undefined) return [name, widening(old!.type, type)!(value)];
          const begins = this.names.begins.get(full);
          return [name, begins === undefined ? undefined : constantOf(type, begins)];
        }),
      ),
      born: was.born,
      // An output must name somebody; who pushed it was never kept.
      writer: this.knowsWriters ? was.writer : this.layout.frameWriters ? session.first : NOBODY,
    };
  }

  /** Those that are still written where they were, and are of their kind. */
  private timers(armed: readonly ArmedTimer[], state: string): readonly ArmedTimer[] {
    const owners = new Map(chainOf(this.after, state).map((owner) => [owner.name, owner]));
    return armed.flatMap((timer): ArmedTimer[] => {
      const owner = this.owner(timer.owner);
      const is = owners.get(owner)?.timers[timer.index - 1];
      const holder = this.before.states.get(timer.owner) ?? this.before.groups.get(timer.owner)!;
      const was = holder.timers[timer.index - 1]!;
      return is === undefined || is.kind !== was.kind ? [] : [{ ...timer, owner }];
    });
  }
}
