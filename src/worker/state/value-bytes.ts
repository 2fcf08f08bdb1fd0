import type { Type } from "../../automaton/automaton.ts";
import { record } from "../../machine/record.ts";
import type { Value } from "../../machine/value.ts";
import { isExact } from "../../machine/values/exact.ts";
import { type ByteReader, Damage } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";

/** How values of one type are written. `base`: an instant near those of the state. */
export interface ValueBytes {
  write(to: ByteWriter, value: Exclude<Value, undefined>, base: number): void;
  read(from: ByteReader, base: number): Exclude<Value, undefined>;
}

export function valueBytes(type: Type): ValueBytes {
  switch (type.kind) {
    case "text":
      return type.values === undefined ? TEXT : listed(type.values);
    case "exact":
      return EXACT;
    case "number":
      return {
        write: (to, value) => to.double(value as number),
        read: (from) => from.finite(),
      };
    case "boolean":
      return {
        write: (to, value) => to.byte(value === true ? 1 : 0),
        read: (from) => from.flag(),
      };
    case "time":
      return {
        write: (to, value, base) => to.instant(value as number, base),
        read: (from, base) => from.instant(base),
      };
    case "duration":
      return {
        write: (to, value) => to.instant(value as number, 0),
        read: (from) => from.instant(0),
      };
  }
}

const TEXT: ValueBytes = {
  write: (to, value) => to.text(value as string),
  read: (from) => from.text(),
};

const EXACT: ValueBytes = {
  write: (to, value) => to.whole(value as number | bigint),
  read(from) {
    const value = from.whole();
    if (!isExact(value)) throw new Damage("an exact value is too large");
    return value;
  },
};

/** One of a few texts by its place, from 1; 0: another one, in full. */
function listed(values: readonly string[]): ValueBytes {
  const places = new Map(values.map((value, place) => [value, place + 1]));
  return {
    write(to, value) {
      const place = places.get(value as string) ?? 0;
      to.unsigned(place);
      if (place === 0) to.text(value as string);
    },
    read(from) {
      const place = from.among(values.length + 1, "a listed text");
      return place === 0 ? from.text() : values[place - 1]!;
    },
  };
}

/** Named values, of which some may be missing. */
export interface Named {
  readonly name: string;
  readonly type: Type;
  readonly optional: boolean;
}

export interface RecordBytes {
  write(to: ByteWriter, values: Readonly<Record<string, Value>>, base: number): void;
  /** In written order; of what is missing `undefined`. */
  read(from: ByteReader, base: number): readonly Value[];
}

/** First which of the optional ones are there, then all that are, in written order. */
export function recordBytes(fields: readonly Named[]): RecordBytes {
  const places = fields.map(({ name, type, optional }) => ({
    ...{ name, optional },
    bytes: valueBytes(type),
  }));
  const optional = places.filter((place) => place.optional);
  return {
    write(to, values, base) {
      if (optional.length > 0) to.bits(optional.map(({ name }) => values[name] !== undefined));
      for (const { name, bytes } of places) {
        const value = values[name];
        if (value !== undefined) bytes.write(to, value, base);
      }
    },
    read(from, base) {
      const known = optional.length > 0 ? from.bits(optional.length) : NONE;
      let next = 0;
      return places.map((place) =>
        place.optional && !known[next++] ? undefined : place.bytes.read(from, base),
      );
    },
  };
}

const NONE: readonly boolean[] = [];

/**
 * Makes records that have all of these names, each its own: objects of one shape, which engines read faster
 * than a record without a prototype. Only `__proto__` cannot be set that way.
 */
export function recordOf<T>(
  names: readonly string[],
): (values: readonly T[]) => Readonly<Record<string, T>> {
  if (names.includes("__proto__"))
    return (values) => record(names.map((name, i) => [name, values[i]!]));
  return (values) => {
    const made: Record<string, T> = {};
    for (let i = 0; i < names.length; i++) made[names[i]!] = values[i]!;
    return made;
  };
}
