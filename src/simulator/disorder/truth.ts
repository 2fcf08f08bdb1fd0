import { hash64 } from "./chance/hash.ts";
import { sortRows } from "./order.ts";

/** The events of many sessions as they happened: columns of numbers, rows in the order of time. */
export interface Truth {
  readonly count: number;
  /** Milliseconds. */
  readonly time: Float64Array;
  /** A number from 0 for each session. */
  readonly session: Uint32Array;
  /** Names the event within its session, for draws: kept when other events are left out. */
  readonly ordinal: Uint32Array;
  /** Index of the event's type. */
  readonly type: Uint16Array;
  /** Which row of the columns that it was made of. */
  readonly source: Uint32Array;
  readonly sessions: number;
  /** By session: 64 bits of its name. */
  readonly sessionLow: Int32Array;
  readonly sessionHigh: Int32Array;
}

export interface TruthColumns {
  readonly time: ArrayLike<number>;
  readonly session: ArrayLike<number>;
  /** By session; draws hang on names, not on numbers. */
  readonly names: readonly string[];
  readonly type?: ArrayLike<number>;
  /** Where not given, events are counted in each session in the order of time. */
  readonly ordinal?: ArrayLike<number>;
}

/** Events of one time keep the order in which they are given. */
export function truthOf({ time, session, names, type, ordinal }: TruthColumns): Truth {
  const count = time.length;
  const source = Uint32Array.from({ length: count }, (_, row) => row);
  sortRows(source, count, Float64Array.from(time));
  const column = (values: ArrayLike<number>) => source.map((row) => values[row]!);
  const sessionColumn = column(session);
  const hashes = names.map(hash64);
  return {
    count,
    time: Float64Array.from(source, (row) => time[row]!),
    session: sessionColumn,
    ordinal: ordinal === undefined ? counted(sessionColumn, names.length) : column(ordinal),
    type: type === undefined ? new Uint16Array(count) : Uint16Array.from(column(type)),
    source,
    sessions: names.length,
    sessionLow: Int32Array.from(hashes, ([low]) => low),
    sessionHigh: Int32Array.from(hashes, ([, high]) => high),
  };
}

function counted(session: Uint32Array, sessions: number): Uint32Array {
  const next = new Uint32Array(sessions);
  return session.map((of) => next[of]!++);
}
