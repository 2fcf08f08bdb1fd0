import { isZone } from "../../machine/values/zone.ts";
import type { Automaton, EventType, Type } from "../automaton.ts";
import { verifyOrder } from "./order.ts";
import { each, quoted, type Refusal, refuse, step } from "./refusal.ts";
import { isInteger, isSame, isValueOf } from "./types.ts";

/** Declarations: names are unique where they are looked up, values are of their types, and what is named is there. */
export function verifyDeclarations(automaton: Automaton): Refusal | null {
  return (
    verifyTypes(automaton, "") ??
    verifyVocabulary(automaton) ??
    verifyLanes(automaton) ??
    verifyIgnored(automaton) ??
    verifyParameters(automaton) ??
    verifyStack(automaton) ??
    verifyRegisters(automaton) ??
    verifyOutputs(automaton) ??
    verifyOrder(automaton)
  );
}

export function unique(
  items: readonly { readonly name: string }[],
  pointer: string,
): Refusal | null {
  const seen = new Set<string>();
  return each(items, pointer, ({ name }, at) => {
    if (seen.has(name)) return refuse(step(at, "name"), `there are two named ${quoted(name)}`);
    seen.add(name);
    return null;
  });
}

function uniqueTexts(texts: readonly string[], pointer: string): Refusal | null {
  return each(texts, pointer, (text, at, index) =>
    texts.indexOf(text) === index ? null : refuse(at, `${quoted(text)} is there twice`),
  );
}

/** A text that is one of nothing, or of the same thing twice, anywhere. */
function verifyTypes(value: unknown, pointer: string): Refusal | null {
  if (typeof value !== "object" || value === null) return null;
  if (Array.isArray(value)) return each(value, pointer, verifyTypes);
  for (const [name, member] of Object.entries(value)) {
    const at = step(pointer, name);
    const type = member as Type;
    const refusal =
      name === "type" && type.kind === "text" && type.values !== undefined
        ? uniqueTexts(type.values, step(at, "values"))
        : verifyTypes(member, at);
    if (refusal !== null) return refusal;
  }
  return null;
}

function verifyVocabulary({ vocabulary }: Automaton): Refusal | null {
  if (!isZone(vocabulary.time.zone)) {
    return refuse("/vocabulary/time/zone", `there is no time zone ${quoted(vocabulary.time.zone)}`);
  }
  return (
    unique(vocabulary.events, "/vocabulary/events") ??
    each(vocabulary.events, "/vocabulary/events", ({ fields }, at) =>
      unique(fields, step(at, "fields")),
    )
  );
}

function verifyLanes({ lanes, session, vocabulary }: Automaton): Refusal | null {
  if (lanes === null) {
    return session.shared ? refuse("/session/shared", "there are no lanes to share it") : null;
  }
  return (
    unique(lanes.fields, "/lanes/fields") ??
    each(lanes.fields, "/lanes/fields", ({ name, type }, at) => {
      if (name === vocabulary.key.name) return refuse(at, "the key's own name makes no lane");
      if (type.kind !== "text" && !isInteger(type)) {
        return refuse(step(at, "type"), "a lane is a text or an integer");
      }
      const other = vocabulary.events.find((event) => hasOtherwise(event, name, type));
      return other === undefined
        ? null
        : refuse(at, `event ${quoted(other.name)} has the field with another type`);
    })
  );
}

function hasOtherwise(event: EventType, name: string, type: Type): boolean {
  const field = event.fields.find((one) => one.name === name);
  return field !== undefined && !isSame(field.type, type);
}

function verifyIgnored({ ignore, vocabulary }: Automaton): Refusal | null {
  return (
    uniqueTexts(ignore.events, "/ignore/events") ??
    each(ignore.events, "/ignore/events", (name, at) =>
      vocabulary.events.some((event) => event.name === name)
        ? null
        : refuse(at, `there is no event ${quoted(name)}`),
    )
  );
}

function verifyParameters({ parameters }: Automaton): Refusal | null {
  return (
    unique(parameters, "/parameters") ??
    each(parameters, "/parameters", ({ type, value }, at) =>
      isValueOf(value, type) ? null : refuse(step(at, "value"), "it is no value of its type"),
    )
  );
}

function verifyStack({ stack }: Automaton): Refusal | null {
  return (
    unique(stack.kinds, "/stack/kinds") ??
    each(stack.kinds, "/stack/kinds", ({ fields }, at) => unique(fields, step(at, "fields")))
  );
}

function verifyRegisters({ registers }: Automaton): Refusal | null {
  return (
    unique(registers, "/registers") ??
    each(registers, "/registers", ({ type, optional, initial }, at) => {
      if (initial === null) {
        return optional
          ? null
          : refuse(step(at, "initial"), "a register has a first value or is optional");
      }
      return isValueOf(initial, type)
        ? null
        : refuse(step(at, "initial"), "it is no value of its type");
    })
  );
}

function verifyOutputs({ outputs }: Automaton): Refusal | null {
  return (
    unique(outputs, "/outputs") ??
    each(outputs, "/outputs", ({ fields }, at) => unique(fields, step(at, "fields")))
  );
}
