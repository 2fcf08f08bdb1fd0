import type { Chance } from "./chance/chance.ts";
import type { Parameter, ParameterValue } from "./parameter.ts";
import type { Traffic } from "./traffic.ts";

/** What a mechanism did to one row, for words. */
export interface Touch {
  readonly delayMs: number;
  readonly shiftMs: number;
  /** Counted from 0; -1: none. */
  readonly unit: number;
  readonly lost: boolean;
  readonly copied: boolean;
}

export type Values = Readonly<Record<string, ParameterValue>>;

/** One cause of disorder. */
export interface Mechanism {
  readonly name: string;
  /** One sentence: what happens, and where. */
  readonly models: string;
  readonly parameters: Readonly<Record<string, Parameter<ParameterValue>>>;
  /** What can be computed of it; the tests hold it to that. */
  readonly law: string;
  /** Why these values cannot be together; null: they can. */
  impossible(values: Values): string | null;
  apply(values: Values, traffic: Traffic, chance: Chance): void;
  /** `waited 4.1 s in collector 3`. */
  tell(touch: Touch, values: Values): string;
}

type Declared = Readonly<Record<string, Parameter<ParameterValue>>>;
type ValuesOf<P extends Declared> = {
  readonly [Name in keyof P]: P[Name] extends Parameter<infer T> ? T : never;
};

export interface MechanismDeclaration<P extends Declared> {
  readonly name: string;
  readonly models: string;
  readonly parameters: P;
  readonly law: string;
  readonly impossible?: (values: ValuesOf<P>) => string | null;
  readonly apply: (values: ValuesOf<P>, traffic: Traffic, chance: Chance) => void;
  readonly tell: (touch: Touch, values: ValuesOf<P>) => string;
}

/** Checks a declaration's types, then forgets them: pipelines are plain data. */
export function mechanism<const P extends Declared>(declared: MechanismDeclaration<P>): Mechanism {
  return { impossible: () => null, ...declared };
}
