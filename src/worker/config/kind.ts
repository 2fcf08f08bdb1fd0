import { formatDuration, parseDuration } from "../../machine/values/duration.ts";

/** A value, or what is wrong with how it is written: the end of "`KEY` …". */
export type Read<T> = { readonly value: T } | { readonly wrong: string };

/** What may stand as the value of a setting, in a file (text, number, list, map) or as text. */
export interface Kind<T> {
  /** As help shows it: `<duration>`. */
  readonly name: string;
  /** All that it may be, where these are few. */
  readonly choices?: readonly string[];
  read(written: unknown): Read<T>;
  /** As a file has it. */
  spell(value: T): unknown;
  /** May be said several times; a list in a file, commas in the environment. */
  readonly several?: true;
  /** Takes a whole map of a file. */
  readonly map?: true;
}

const isScalar = (written: unknown): written is string | number =>
  typeof written === "string" || typeof written === "number";

const quoted = (written: unknown): string => `\`${JSON.stringify(written)?.slice(0, 60)}\``;

function scalar<T>(
  name: string,
  expects: string,
  parse: (text: string) => T | null,
  spell: (value: T) => unknown = (value) => value,
): Kind<T> {
  return {
    name,
    spell,
    read(written) {
      const value = isScalar(written) ? parse(String(written).trim()) : null;
      return value === null ? { wrong: `is ${quoted(written)}; ${expects}` } : { value };
    },
  };
}

export const text = scalar("text", "a text is expected", (written) => written || null);

export const file = scalar("file", "the path of a file is expected", (written) => written || null);

export const count = scalar("count", "a whole number is expected, 1 or more", (written) =>
  /^[1-9]\d{0,14}$/.test(written) ? Number(written) : null,
);

export const duration = scalar(
  "duration",
  "write a duration such as 500ms, 5s or 1h30m",
  (written) => {
    const milliseconds = parseDuration(written);
    const unitless = /^\d+$/.test(written) && written !== "0";
    return milliseconds === null || milliseconds < 0 || unitless ? null : milliseconds;
  },
  formatDuration,
);

const SIZES = { KB: 1_000, MB: 1_000_000, GB: 1_000_000_000 } as const;

export const bytes = scalar(
  "size",
  "write a size such as 500KB or 64MB",
  (written) => {
    const found = /^(\d{1,9})(KB|MB|GB)$/.exec(written);
    return found === null ? null : Number(found[1]) * SIZES[found[2] as keyof typeof SIZES];
  },
  (value) => {
    const unit = (["GB", "MB"] as const).find((name) => value % SIZES[name] === 0) ?? "KB";
    return `${value / SIZES[unit]}${unit}`;
  },
);

export const yesNo: Kind<boolean> = {
  name: "switch",
  choices: ["true", "false"],
  spell: (value) => value,
  read: (written) =>
    written === true || written === "true"
      ? { value: true }
      : written === false || written === "false"
        ? { value: false }
        : { wrong: `is ${quoted(written)}; write true or false` },
};

export const choice = <const T extends string>(choices: readonly T[]): Kind<T> => ({
  ...scalar(
    "word",
    `it is one of ${choices.join(", ")}`,
    (written) => choices.find((one) => one === written) ?? null,
  ),
  choices,
});

/** A URL without a user in it: a user's password has a setting of its own, which is not printed. */
export const url = scalar("url", "write a URL such as https://host:8081, no user in it", (said) => {
  const found = URL.canParse(said) ? new URL(said) : null;
  const plain = found?.username === "" && found.password === "";
  return plain && /^https?:$/.test(found.protocol) ? said.replace(/\/+$/, "") : null;
});

/** `[host]:port`, a port alone, or `off`. */
export const address = scalar("host:port", "write host:port, or off", (written) => {
  const found = /^(?:(\[[0-9a-fA-F:]+\]|[^:\s]+):)?(\d{1,5})$/.exec(written);
  if (written !== "off" && (found === null || Number(found[2]) > 65_535)) return null;
  return found !== null && found[1] === undefined ? `127.0.0.1:${written}` : written;
});

/** Where to begin: an end of the topic, or an instant. */
export const start = scalar(
  "start",
  "write earliest, latest or a time such as 2026-03-01T00:00:00Z",
  (written) =>
    written === "earliest" ||
    written === "latest" ||
    /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/.test(written)
      ? written
      : null,
);

const several = (written: unknown): readonly unknown[] =>
  Array.isArray(written)
    ? written.flatMap((one) => (typeof one === "string" ? one.split(",") : [one]))
    : typeof written === "string"
      ? written.split(",")
      : [written];

export function list<T>(of: Kind<T>): Kind<readonly T[]> {
  return {
    name: of.name,
    several: true,
    spell: (values) => values.map(of.spell),
    read(written) {
      const values: T[] = [];
      for (const one of several(written)) {
        const read = of.read(one);
        if ("wrong" in read) return read;
        values.push(read.value);
      }
      return values.length === 0 ? { wrong: "is empty" } : { value: values };
    },
  };
}

/** `host:port` of a broker; the port may be left out. */
export const broker = scalar("host:port", "write host:port", (written) => {
  const found = /^(\[[0-9a-fA-F:]+\]|[^:\s/]+)(?::(\d{1,5}))?$/.exec(written);
  return found === null ? null : `${found[1]}:${found[2] ?? "9092"}`;
});

const TOPIC = /^[a-zA-Z0-9._-]{1,249}$/;
export const topic = scalar(
  "topic",
  "a topic's name has letters, digits, dot, dash and underscore, 249 at most",
  (written) => (TOPIC.test(written) && written !== "." && written !== ".." ? written : null),
);

export type Pairs = Readonly<Record<string, string>>;

/** `name=value` several times, or a map in a file. `rest`: what a value without a name is for. */
export function pairs(name: string, of: Kind<string>, rest?: string): Kind<Pairs> {
  const read = (written: unknown): Read<Pairs> => {
    const found: [string, unknown][] = [];
    if (written !== null && typeof written === "object" && !Array.isArray(written)) {
      found.push(...Object.entries(written));
    } else {
      // A value may hold commas where each stands alone, as flags and lists do.
      for (const one of Array.isArray(written) ? written : several(written)) {
        const said = String(one);
        const equals = said.indexOf("=");
        const key = equals > 0 ? said.slice(0, equals).trim() : rest;
        if (key === undefined || equals === 0) {
          return { wrong: `has ${quoted(one)}; write it as name=value` };
        }
        found.push([key, said.slice(equals + 1)]);
      }
    }
    const values: Record<string, string> = {};
    for (const [key, one] of found) {
      if (Object.hasOwn(values, key)) return { wrong: `names ${key} twice` };
      const value = of.read(typeof one === "boolean" ? String(one) : one);
      if ("wrong" in value) return { wrong: `, for ${key}, ${value.wrong}` };
      values[key] = value.value;
    }
    return { value: values };
  };
  return { name, several: true, map: true, spell: (values) => values, read };
}
