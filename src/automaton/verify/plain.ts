import { type Refusal, refuse, step } from "./refusal.ts";

/** How deep an automaton may nest: a machine computes an expression by recursion. */
const NESTING_MAX = 1000;
/** How many values it may hold. */
const VALUES_MAX = 5_000_000;

type Outcome = { readonly ok: true; readonly value: unknown } | ({ readonly ok: false } & Refusal);

/**
 * A frozen copy of a plain JSON value, read once: nothing that its owner does later, and no getter or proxy,
 * can change what was verified. Anything that JSON cannot say is refused.
 */
export function copyPlain(value: unknown): Outcome {
  const copier = new Copier();
  try {
    return { ok: true, value: copier.copy(value, "", 0) };
  } catch (error) {
    if (error instanceof NotPlain) return { ok: false, ...error.refusal };
    // A getter or proxy of the caller's threw.
    return { ok: false, ...refuse("", "it cannot be read") };
  }
}

class NotPlain extends Error {
  readonly refusal: Refusal;
  constructor(pointer: string, reason: string) {
    super(reason);
    this.refusal = refuse(pointer, reason);
  }
}

class Copier {
  #values = 0;

  copy(value: unknown, pointer: string, depth: number): unknown {
    if (++this.#values > VALUES_MAX) throw new NotPlain("", "it holds too many values");
    switch (typeof value) {
      case "string":
      case "boolean":
        return value;
      case "number":
        // There is one zero.
        if (Number.isFinite(value)) return value + 0;
        throw new NotPlain(pointer, "a number is finite");
      case "object":
        if (value === null) return null;
        if (depth >= NESTING_MAX) throw new NotPlain(pointer.slice(0, 200), "it nests too deeply");
        return Array.isArray(value)
          ? this.#list(value, pointer, depth)
          : this.#object(value, pointer, depth);
      default:
        throw new NotPlain(pointer, "it is no JSON value");
    }
  }

  #list(value: readonly unknown[], pointer: string, depth: number): unknown {
    const { length } = value;
    const copy: unknown[] = [];
    for (let i = 0; i < length; i++) {
      copy.push(this.copy(value[i], step(pointer, i), depth + 1));
    }
    return Object.freeze(copy);
  }

  #object(value: object, pointer: string, depth: number): unknown {
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== null && prototype !== Object.prototype) {
      throw new NotPlain(pointer, "it is no plain object");
    }
    const copy: Record<string, unknown> = {};
    for (const key of Object.keys(value)) {
      if (key === "__proto__") throw new NotPlain(pointer, 'there is no member "__proto__"');
      copy[key] = this.copy((value as Record<string, unknown>)[key], step(pointer, key), depth + 1);
    }
    return Object.freeze(copy);
  }
}
