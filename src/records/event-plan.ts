import type { EventField, EventType } from "../automaton/automaton.ts";
import type { Value } from "../machine/value.ts";
import { compileCondition, type RecordTest } from "./condition.ts";
import {
  readBoolean,
  readDuration,
  readExact,
  readNumber,
  readText,
  TimeReader,
  Unfit,
  unfit,
} from "./read-value.ts";
import type { Slots } from "./slots.ts";

/** How a declared event is told and read. */
export interface EventPlan {
  readonly name: string;
  /** Its place among the declared events. */
  readonly code: number;
  readonly fits: (type: string | null) => boolean;
  readonly when: RecordTest | null;
  readonly fields: readonly FieldPlan[];
  readonly make: new () => Record<string, Value>;
}

export interface FieldPlan {
  readonly name: string;
  readonly slot: number;
  readonly optional: boolean;
  readonly textDeclared: boolean;
  readonly read: (slots: Slots, slot: number) => Exclude<Value, undefined> | Unfit;
}

/** `slot`: of a path of the record; `zone`: of times that name none. */
export function eventPlan(
  event: EventType,
  code: number,
  slot: (path: readonly string[]) => number,
  zone: string,
): EventPlan {
  return {
    ...{ name: event.name, code },
    fits: typeTest(event),
    when: event.when === null ? null : compileCondition(event.when, slot),
    fields: event.fields.map((field) => fieldPlan(field, slot(field.path), zone)),
    make: fieldsConstructor(),
  };
}

function typeTest({ is }: EventType): (type: string | null) => boolean {
  if (is === null) return () => true;
  if ("prefix" in is) {
    const { prefix } = is;
    return (type) => type?.startsWith(prefix) === true;
  }
  const names = new Set(is.names);
  return (type) => type !== null && names.has(type);
}

function fieldPlan(field: EventField, slot: number, zone: string): FieldPlan {
  const { name, optional, rounded, type } = field;
  // Empty text is a text where any text may stand, and where it is among the listed ones.
  const textDeclared =
    type.kind === "text" && (type.values === undefined || type.values.includes(""));
  return { name, slot, optional, textDeclared, read: valueReader(type, rounded, zone) };
}

function valueReader(type: EventField["type"], rounded: boolean, zone: string): FieldPlan["read"] {
  switch (type.kind) {
    case "text": {
      const listed = type.values === undefined ? null : new Set(type.values);
      return (slots, slot) => {
        const text = readText(slots, slot);
        if (text === null) return unfit(slots, slot, "a text");
        if (listed === null || listed.has(text)) return text;
        return new Unfit(
          "not listed",
          `is ${JSON.stringify(text)}, which is not among the listed ones`,
        );
      };
    }
    case "exact": {
      const { scale } = type;
      return (slots, slot) => readExact(slots, slot, scale, rounded);
    }
    case "number":
      return readNumber;
    case "boolean":
      return readBoolean;
    case "duration":
      return (slots, slot) => readDuration(slots, slot, rounded);
    case "time": {
      const reader = new TimeReader("milliseconds", zone);
      return (slots, slot) => reader.read(slots, slot);
    }
  }
}

/**
 * Makes objects of one hidden class per event, without a prototype that a field could collide with:
 * `__proto__` and `constructor` are ordinary field names. (`Object.create(null)` would be a slow dictionary.)
 */
export function fieldsConstructor(): new () => Record<string, Value> {
  class Fields {
    [name: string]: Value;
  }
  Reflect.deleteProperty(Fields.prototype, "constructor");
  Object.setPrototypeOf(Fields.prototype, null);
  return Fields;
}
