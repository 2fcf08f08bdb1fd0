import type { Action } from "../../automaton/automaton.ts";
import type { Diagnostic } from "../../diagnostic/diagnostic.ts";
import { type Context, finding } from "../context.ts";
import { quoted } from "../wording.ts";
import { endRulesTried } from "./ends.ts";

/** Outputs whose every `emit` stands where nothing can happen. Those without an `emit` are told elsewhere. */
export function neverEmitted(context: Context): readonly Diagnostic[] {
  const { automaton, places } = context.solved.layout;
  const { fired, model } = context.solved;
  const emitted = new Set<string>();
  const note = (actions: readonly Action[], into: Set<string>) => {
    for (const action of actions) {
      if (action.do === "emit") into.add(action.output);
      if (action.do === "forEach") for (const emit of action.emits) into.add(emit.output);
    }
  };
  for (const heads of fired.values()) note(heads[0]!.candidate.actions, emitted);
  if (model.overflow !== null) note(model.overflow.candidate.actions, emitted);
  for (const place of places) {
    const tried = endRulesTried(context, place);
    for (const end of model.rules.ends(place)) {
      if (tried.has(end.pointer)) note(end.actions, emitted);
    }
  }
  const written = new Set<string>();
  const overflow = automaton.stack.depth?.overflow;
  for (const owner of [...automaton.states, ...automaton.groups]) {
    for (const rule of [...owner.transitions, ...owner.timers, ...owner.onEnd]) {
      note(rule.actions, written);
    }
  }
  for (const rule of automaton.onEnd) note(rule.actions, written);
  if (overflow?.kind === "else") note(overflow.actions, written);
  return automaton.outputs.flatMap((output, i) =>
    emitted.has(output.name) || !written.has(output.name)
      ? []
      : [
          finding(
            "warning",
            "PDA0510",
            context.head(
              `/outputs/${i}`,
              `emits ${output.kind === "output" ? "" : `${output.kind} `}${output.name}`,
            ),
            `${quoted(output.name)} is never emitted, because no rule that emits it can fire`,
            {
              label: "never emitted",
              help: [
                "see the other warnings for why those rules cannot fire, or remove the output",
              ],
            },
          ),
        ],
  );
}
