export const LEVELS = ["debug", "info", "warn", "error"] as const;
export type Level = (typeof LEVELS)[number];

export type Fields = Readonly<Record<string, unknown>>;

/** What is told to those who operate: one line each, with a level and fields. */
export type Log = (level: Level, message: string, fields?: Fields) => void;

export interface LogOptions {
  /** The least that is told. */
  readonly level: Level;
  readonly format: "json" | "text";
  readonly nowMs: () => number;
  readonly write: (line: string) => void;
}

export function openLog({ level, format, nowMs, write }: LogOptions): Log {
  const least = LEVELS.indexOf(level);
  const render = format === "json" ? jsonLine : textLine;
  return (said, message, fields = {}) => {
    if (LEVELS.indexOf(said) < least) return;
    write(`${render(new Date(nowMs()).toISOString(), said, message, fields)}\n`);
  };
}

/** One JSON object in one line, whatever the fields hold. */
function jsonLine(time: string, level: Level, message: string, fields: Fields): string {
  return JSON.stringify({ time, level, message, ...fields });
}

/** For people: time of day, level where it is not `info`, and fields behind the message. */
function textLine(time: string, level: Level, message: string, fields: Fields): string {
  const head = level === "info" ? "" : `${level}: `;
  const rest = Object.entries(fields).map(([name, value]) => ` ${name}=${plain(value)}`);
  return `${time.slice(11, 23)} ${head}${message}${rest.join("")}`;
}

const plain = (value: unknown): string => {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return /^[^\s"=]+$/.test(text) ? text : JSON.stringify(text);
};
