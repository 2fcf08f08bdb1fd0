import type { Automaton, Type } from "../automaton/automaton.ts";
import { measuredText } from "../automaton/wording.ts";
import type { Machine } from "../machine/machine.ts";
import { membersOfText } from "../records/members.ts";
import type { Terminal } from "./terminal.ts";

export const OUTPUT_FORMATS = ["ndjson", "csv", "table", "none"] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

/** Prints outputs, which come as their lines (rule 27), without a line feed. */
export interface OutputWriter {
  line(text: string): void;
  end(): void;
}

export function outputWriter(
  format: OutputFormat,
  machines: readonly Machine[],
  terminal: Terminal,
): OutputWriter {
  switch (format) {
    case "ndjson":
      return new LineWriter(terminal, (line) => line);
    case "csv":
      return csvWriter(machines, terminal);
    case "table":
      return tableWriter(machines, terminal);
    case "none":
      return { line: () => {}, end: () => {} };
  }
}

const BUFFER_LENGTH = 1 << 16;

/** Lines, gathered into larger writes. */
export class LineWriter implements OutputWriter {
  private readonly terminal: Terminal;
  private readonly shown: (line: string) => string;
  private buffer: string;

  constructor(terminal: Terminal, shown: (line: string) => string, header = "") {
    this.terminal = terminal;
    this.shown = shown;
    this.buffer = header;
  }

  line(text: string): void {
    this.buffer += this.shown(text);
    this.buffer += "\n";
    if (this.buffer.length > BUFFER_LENGTH) this.end();
  }

  end(): void {
    if (this.buffer !== "") this.terminal.write(this.buffer);
    this.buffer = "";
  }
}

const HEAD = [
  "id",
  "rev",
  "retracted",
  "pattern",
  "version",
  "output",
  "kind",
  "key",
  "lane",
  "session",
  "time",
  "causes",
];

/** One column for every field that any output has; RFC 4180 quoting. */
function csvWriter(machines: readonly Machine[], terminal: Terminal): OutputWriter {
  const fields = new Set(
    machines.flatMap(({ automaton }) =>
      automaton.outputs.flatMap(({ fields }) => fields.map(({ name }) => name)),
    ),
  );
  // Only with `late retract` an output can be said again, or taken back.
  const revised = machines.some(({ automaton: { order } }) => order?.late.kind === "retract");
  const heads = revised ? HEAD : HEAD.filter((name) => name !== "rev" && name !== "retracted");
  const header = [...heads, ...[...fields].map((name) => `data.${name}`)].map(cell).join(",");
  const shown = (line: string): string => {
    const members = new Map(membersOfText(line));
    const data = new Map(membersOfText(members.get("data") ?? "{}"));
    const head = heads.map((name) => cellText(members.get(name), name === "causes" ? " " : ","));
    return [...head, ...[...fields].map((name) => textOf(data.get(name)))].map(cell).join(",");
  };
  return new LineWriter(terminal, shown, `${header}\n`);
}

/** A list's texts side by side. */
const cellText = (json: string | undefined, between: string): string =>
  json?.startsWith("[") ? (JSON.parse(json) as string[]).join(between) : textOf(json);

/** A text without its quotes, anything else with the digits it has. */
const textOf = (json: string | undefined): string =>
  json === undefined ? "" : json.startsWith('"') ? (JSON.parse(json) as string) : json;

const cell = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

const tableWriter = (machines: readonly Machine[], terminal: Terminal): OutputWriter =>
  new LineWriter(terminal, tableText(machines, terminal));

/** For people: one line each, cut to what the terminal's width leaves behind `indent`. */
export function tableText(
  machines: readonly Machine[],
  terminal: Terminal,
  indent = 0,
): (line: string) => string {
  const types = new Map(machines.map(({ automaton, version }) => [version, typesOf(automaton)]));
  const width = (terminal.out.columns ?? Number.POSITIVE_INFINITY) - indent;
  return (json) => {
    const members = new Map(membersOfText(json));
    const text = (name: string): string => cellText(members.get(name), ", ");
    const [key, lane, time, output] = [text("key"), text("lane"), text("time"), text("output")];
    const fields = types.get(text("version"))!.get(output);
    const data = membersOfText(members.get("data") ?? "{}").flatMap(([name, json]) => {
      // Of a late event the record itself; of others what was declared.
      if (fields === undefined) return [`${name}: ${json}`];
      const type = fields.get(name);
      return type === undefined ? [] : [`${name}: ${valueText(type, json)}`];
    });
    const who = lane === "" ? key : `${key}, ${lane}`;
    const what = data.length === 0 ? output : `${output} { ${data.join(", ")} }`;
    const line = `${time}  ${padded(who, 20)}  ${revisionText(members)}${what}`;
    return line.length > width ? `${line.slice(0, width - 1)}…` : line;
  };
}

/** What became of something said before (rule 36). */
function revisionText(members: ReadonlyMap<string, string>): string {
  if (members.has("retracted")) return "taken back: ";
  return (members.get("rev") ?? "0") === "0" ? "" : "corrected: ";
}

/** The types of the declared fields, by output: what `with event` adds is not shown. */
const typesOf = ({ outputs }: Automaton): ReadonlyMap<string, ReadonlyMap<string, Type>> =>
  new Map(
    outputs.map(({ name, fields }) => [
      name,
      new Map(fields.map((field) => [field.name, field.type])),
    ]),
  );

const valueText = (type: Type, json: string): string =>
  type.kind === "duration" ? measuredText(Number(json)) : json;

const padded = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length - 1)}…` : text.padEnd(length);
