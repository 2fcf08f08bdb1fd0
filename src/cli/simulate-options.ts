import { InvalidArgumentError } from "commander";
import type { Settings } from "./compiled.ts";
import type { LogOptions } from "./logs.ts";

export interface SimulateOptions extends Pick<LogOptions, "format" | "key" | "time" | "type"> {
  readonly disorder?: string;
  readonly seeds: number;
  readonly seed: number;
  readonly sweep?: string;
  readonly levels?: string;
  readonly target: number;
  readonly strategies?: true;
  readonly budget?: number;
  readonly threads?: number;
  readonly pattern?: string;
  readonly set?: Settings;
  readonly json?: true;
  readonly csv?: true;
  readonly report?: string;
  readonly explain?: string | true;
}

const WITHOUT_VALUE = ["strategies", "json", "csv"];
/** Whatever they are, the figures are the same. */
const UNTOLD = ["threads", "report", "json", "csv"];

/** The command as it could be typed again. */
export function tellCommand(files: readonly string[], options: SimulateOptions): string {
  const quoted = (text: string): string => (/^[\w./:=,%-]+$/.test(text) ? text : `"${text}"`);
  const written = Object.entries(options).flatMap(([name, value]) => {
    if (UNTOLD.includes(name)) return [];
    if (name === "set")
      return Object.entries(value as Settings).map(([of, to]) => `--set ${quoted(`${of}=${to}`)}`);
    if (WITHOUT_VALUE.includes(name)) return [`--${name}`];
    return [`--${name} ${quoted(name === "budget" ? `${value}ms` : String(value))}`];
  });
  return ["pda simulate", ...files.map(quoted), ...written].join(" ");
}

export function atLeastOne(written: string): number {
  const number = Number(written);
  if (!/^\d+$/.test(written) || !Number.isSafeInteger(number) || number < 1)
    throw new InvalidArgumentError("Write a whole number from 1.");
  return number;
}

export function wholeSeed(written: string): number {
  const number = Number(written);
  if (!/^\d+$/.test(written) || number > 2 ** 52)
    throw new InvalidArgumentError("A seed is a whole number from 0, such as 7.");
  return number;
}

export function shareOf(written: string): number {
  const match = /^(\d+\.?\d*|\.\d+)(%?)$/.exec(written);
  const share = match === null ? Number.NaN : Number(match[1]) / (match[2] === "%" ? 100 : 1);
  if (!(share > 0 && share < 1))
    throw new InvalidArgumentError("Write a share between nothing and all, such as 0.1%.");
  return share;
}
