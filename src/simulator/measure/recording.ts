import { sortRows } from "../disorder/order.ts";

/** One column that grows. */
class Column<T extends Float64Array | Uint32Array> {
  values: T;
  length = 0;
  readonly #make: (size: number) => T;

  constructor(make: (size: number) => T) {
    this.#make = make;
    this.values = make(1024);
  }

  push(value: number): void {
    if (this.length === this.values.length) {
      const wider = this.#make(2 * this.length);
      wider.set(this.values as never);
      this.values = wider;
    }
    this.values[this.length++] = value;
  }

  all(): T {
    return this.values.subarray(0, this.length) as T;
  }
}

const numbers = () => new Column((size) => new Float64Array(size));
const indexes = () => new Column((size) => new Uint32Array(size));

/** Names and their numbers. */
export class Names {
  readonly names: string[] = [];
  readonly #numbers = new Map<string, number>();

  numberOf(name: string): number {
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.names.push(name) - 1;
      this.#numbers.set(name, number);
    }
    return number;
  }
}

/** A log as it arrived: 24 bytes per event. */
export interface Recording {
  /** Event times in the order of arrival, milliseconds. */
  readonly time: Float64Array;
  /** null: only their order is known. */
  readonly arrival: Float64Array | null;
  readonly key: Uint32Array;
  readonly keys: readonly string[];
  /** null: the log names none. */
  readonly partition: Uint32Array | null;
  readonly partitions: readonly string[];
  /** Rows that stood behind one that arrived later, and were put in the order of arrival. */
  readonly moved: number;
}

export interface RecordedEvent {
  readonly time: number;
  readonly key: string;
  readonly arrival?: number;
  readonly partition?: string;
}

/** Gathers a recording. All events have an arrival, or none; likewise a partition. */
export class Recorder {
  readonly #time = numbers();
  readonly #arrival = numbers();
  readonly #key = indexes();
  readonly #partition = indexes();
  readonly #keys = new Names();
  readonly #partitions = new Names();

  get length(): number {
    return this.#time.length;
  }

  add({ time, key, arrival, partition }: RecordedEvent): void {
    this.#time.push(time);
    this.#key.push(this.#keys.numberOf(key));
    if (arrival !== undefined) this.#arrival.push(arrival);
    if (partition !== undefined) this.#partition.push(this.#partitions.numberOf(partition));
  }

  end(): Recording {
    const arrival = this.#arrival.length > 0 ? this.#arrival.all() : null;
    const order = Uint32Array.from({ length: this.length }, (_, i) => i);
    if (arrival !== null) sortRows(order, this.length, arrival);
    return {
      time: taken(this.#time.all(), order),
      arrival: arrival === null ? null : taken(arrival, order),
      key: order.map((row) => this.#key.values[row]!),
      keys: this.#keys.names,
      partition:
        this.#partition.length > 0 ? order.map((row) => this.#partition.values[row]!) : null,
      partitions: this.#partitions.names,
      moved: arrival === null ? 0 : behind(arrival),
    };
  }
}

const taken = (values: Float64Array, order: Uint32Array): Float64Array =>
  Float64Array.from(order, (row) => values[row]!);

function behind(values: Float64Array): number {
  let greatest = Number.NEGATIVE_INFINITY;
  let count = 0;
  for (const value of values) {
    if (value < greatest) count++;
    else greatest = value;
  }
  return count;
}
