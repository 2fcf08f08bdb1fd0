import type { AvroBytes } from "./avro-bytes.ts";
import type { AvroType } from "./schema.ts";

/** Moves behind one datum, looking at all of it: what is refused does not depend on what is wanted (rule 4). */
export type Skip = (data: AvroBytes) => void;

export function skipperOf(type: AvroType, known: Map<AvroType, Skip> = new Map()): Skip {
  const before = known.get(type);
  if (before !== undefined) return before;
  // A schema may name itself: whoever asks while it is being made gets this way in.
  let made: Skip | null = null;
  known.set(type, (data) => made!(data));
  made = make(type, known);
  known.set(type, made);
  return made;
}

function make(type: AvroType, known: Map<AvroType, Skip>): Skip {
  switch (type.kind) {
    case "null":
      return () => {};
    case "boolean":
      return (data) => {
        data.boolean();
      };
    case "int":
    case "long":
      return (data) => {
        data.long();
      };
    case "float":
      return (data) => {
        data.take(4);
      };
    case "double":
      return (data) => {
        data.take(8);
      };
    case "bytes":
      if (type.logical?.name === "decimal")
        return (data) => {
          data.decimal();
        };
      return (data) => {
        data.sized();
      };
    case "string":
      return (data) => {
        data.text();
      };
    case "fixed": {
      const { size } = type;
      return (data) => {
        data.take(size);
      };
    }
    case "enum": {
      const { length } = type.symbols;
      return (data) => {
        data.choice(length, "symbols");
      };
    }
    case "union": {
      const branches = type.branches.map((branch) => skipperOf(branch, known));
      return (data) => branches[data.choice(branches.length, "branches")]!(data);
    }
    case "array": {
      const item = skipperOf(type.items, known);
      const least = leastBytes(type.items);
      return (data) => {
        data.enter();
        for (let count = data.block(least); count > 0; count = data.block(least))
          for (let i = 0; i < count; i++) item(data);
        data.leave();
      };
    }
    case "map": {
      const value = skipperOf(type.values, known);
      const least = 1 + leastBytes(type.values);
      return (data) => {
        data.enter();
        for (let count = data.block(least); count > 0; count = data.block(least)) {
          for (let i = 0; i < count; i++) {
            data.text();
            value(data);
          }
        }
        data.leave();
      };
    }
    case "record": {
      const fields = type.fields.map((field) => skipperOf(field.type, known));
      return (data) => {
        data.enter();
        for (const field of fields) field(data);
        data.leave();
      };
    }
  }
}

/** How many bytes a datum takes at least, or a part of them; of a record within itself, what stands around it. */
export function leastBytes(type: AvroType, within: readonly AvroType[] = []): number {
  switch (type.kind) {
    case "null":
      return 0;
    case "float":
      return 4;
    case "double":
      return 8;
    case "fixed":
      return type.size;
    case "record":
      if (within.includes(type)) return 0;
      // The first field that takes any will do.
      for (const field of type.fields) {
        const least = leastBytes(field.type, [...within, type]);
        if (least > 0) return least;
      }
      return 0;
    default:
      return 1;
  }
}
