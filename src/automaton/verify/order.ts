import type { Automaton, Type } from "../automaton.ts";
import { quoted, type Refusal, refuse } from "./refusal.ts";
import { isInteger } from "./types.ts";

/** Rules 32 to 37: fields are there and of a type that the word can use, and the words go together. */
export function verifyOrder(automaton: Automaton): Refusal | null {
  const { order, outputs, lanes } = automaton;
  if (order === undefined) return null;
  const { dedupe, reorder, sequence, late, cause } = order;
  if (reorder !== null && sequence !== null)
    return refuse("/order/sequence", "events are put in order by time already");
  if (cause !== null && lanes !== null)
    return refuse("/order/cause", "causes cannot be followed in lanes");
  if (late.kind === "retract" && cause !== null)
    return refuse("/order/late", "a pattern that follows causes cannot correct itself");
  if (late.kind === "emit" && outputs.some(({ name }) => name === late.output))
    return refuse("/order/late/output", `there is an output ${quoted(late.output)} already`);
  if (cause !== null && cause.field === cause.id)
    return refuse("/order/cause/id", "every event would be its own cause");
  return (
    (dedupe && verifyField(automaton, dedupe.field, "/order/dedupe/field", identifies)) ??
    (sequence && verifyField(automaton, sequence.field, "/order/sequence/field", numbers)) ??
    (cause &&
      (verifyField(automaton, cause.field, "/order/cause/field", identifies) ??
        verifyField(automaton, cause.id, "/order/cause/id", identifies)))
  );
}

interface Need {
  fits(type: Type): boolean;
  readonly what: string;
  readonly takesId: boolean;
}

const identifies: Need = {
  fits: (type) => type.kind === "text" || isInteger(type),
  what: "it is a text or an integer",
  takesId: true,
};

const numbers: Need = { fits: isInteger, what: "it is an integer", takesId: false };

function verifyField(
  { vocabulary }: Automaton,
  name: string,
  at: string,
  { fits, what, takesId }: Need,
): Refusal | null {
  const fields = vocabulary.events.flatMap((event) =>
    event.fields.filter((field) => field.name === name).map(({ type }) => ({ event, type })),
  );
  if (fields.length === 0) {
    return takesId && vocabulary.id?.name === name
      ? null
      : refuse(at, `no event has a field ${quoted(name)}`);
  }
  const wrong = fields.find(({ type }) => !fits(type));
  return wrong === undefined
    ? null
    : refuse(at, `${what}, and event ${quoted(wrong.event.name)} has it as another`);
}
