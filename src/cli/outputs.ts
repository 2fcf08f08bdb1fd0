import type { Machine } from "../machine/machine.ts";
import type { Output } from "../machine/output.ts";
import { outputLine, renderValue } from "../machine/render.ts";
import { formatTime } from "../machine/values/time.ts";
import { outputText } from "../stream/trace.ts";
import type { Terminal } from "./terminal.ts";

export const OUTPUT_FORMATS = ["ndjson", "csv", "table", "none"] as const;
export type OutputFormat = (typeof OUTPUT_FORMATS)[number];

export interface OutputWriter {
  output(output: Output): void;
  end(): void;
}

export function outputWriter(
  format: OutputFormat,
  machines: readonly Machine[],
  terminal: Terminal,
): OutputWriter {
  switch (format) {
    case "ndjson":
      return new LineWriter(terminal, outputLine);
    case "csv":
      return csvWriter(machines, terminal);
    case "table":
      return tableWriter(terminal);
    case "none":
      return { output: () => {}, end: () => {} };
  }
}

const BUFFER_LENGTH = 1 << 16;

/** Lines, gathered into larger writes. */
class LineWriter implements OutputWriter {
  private readonly terminal: Terminal;
  private readonly line: (output: Output) => string;
  private buffer: string;

  constructor(terminal: Terminal, line: (output: Output) => string, header = "") {
    this.terminal = terminal;
    this.line = line;
    this.buffer = header;
  }

  output(output: Output): void {
    this.buffer += `${this.line(output)}\n`;
    if (this.buffer.length > BUFFER_LENGTH) this.end();
  }

  end(): void {
    if (this.buffer !== "") this.terminal.write(this.buffer);
    this.buffer = "";
  }
}

/** One column for every field that any output has; RFC 4180 quoting. */
function csvWriter(machines: readonly Machine[], terminal: Terminal): OutputWriter {
  const fields = new Set(
    machines.flatMap(({ automaton }) =>
      automaton.outputs.flatMap(({ fields }) => fields.map(({ name }) => name)),
    ),
  );
  const head = [
    "id",
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
  const header = [...head, ...[...fields].map((name) => `data.${name}`)].map(cell).join(",");
  const line = (output: Output): string => {
    const given = new Map(
      output.data.map(({ name, type, value }) => [
        name,
        type.kind === "text" ? String(value) : renderValue(type, value).replaceAll('"', ""),
      ]),
    );
    const { id, pattern, version, kind, key, lane, session, causes } = output;
    const cells = [id, pattern, version, output.output, kind, key, lane.join(","), session];
    const texts = [...cells, formatTime(output.time), causes.join(" ")];
    return [...texts, ...[...fields].map((name) => given.get(name) ?? "")].map(cell).join(",");
  };
  return new LineWriter(terminal, line, `${header}\n`);
}

const cell = (text: string): string =>
  /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

/** For people: one line each, cut to the width of the terminal. */
function tableWriter(terminal: Terminal): OutputWriter {
  const width = terminal.out.columns ?? Number.POSITIVE_INFINITY;
  const line = (output: Output): string => {
    const who = [output.key, ...output.lane].join(", ");
    const text = `${formatTime(output.time)}  ${padded(who, 20)}  ${outputText(output)}`;
    return text.length > width ? `${text.slice(0, width - 1)}…` : text;
  };
  return new LineWriter(terminal, line);
}

const padded = (text: string, length: number): string =>
  text.length > length ? `${text.slice(0, length - 1)}…` : text.padEnd(length);
