import { type Compilation, compile } from "../../src/compile.ts";

const NAME = "test.pda";

/** Compiles one text; `files` are what it may `use`. Fields that a test has no use for are not its matter. */
export function compiled(
  text: string,
  files: Readonly<Record<string, string>> = {},
  parameters: Readonly<Record<string, string>> = {},
): Compilation {
  const load = (path: string) => {
    const found = path === NAME ? text : files[path];
    return found === undefined ? null : { name: path, text: found };
  };
  const compilation = compile({ main: { name: NAME, text }, load }, { parameters });
  const diagnostics = compilation.diagnostics.filter(
    ({ code, message }) => code !== "PDA0120" || !message.startsWith("field "),
  );
  return { ...compilation, diagnostics };
}

/** `CODE message [underlined text]`, a line for each diagnostic. */
export function told({ diagnostics, sources }: Compilation): string[] {
  return diagnostics.map(({ code, message, primary: { span } }) => {
    const text = sources.find((source) => source.name === span.source)?.text ?? "";
    return `${code} ${message} [${text.slice(span.start, span.end)}]`;
  });
}

/** The events that the tests speak of. */
export const events = `events shop {
  key visitor
  time timestamp
  event search { term: text, hits: integer? }
  event view { product: text, price: decimal(2)? }
  event cart { product: text, price: decimal(2) }
  event back
}
`;

/** One pattern on these events. */
export const pattern = (items: string): string =>
  `${events}\npattern p on shop {\n  session gap 30m\n${items}\n}\n`;

/** A pattern of one state with these rules. */
export const rules = (declarations: string, text: string): string =>
  pattern(`${declarations}\n  start s\n  state s {\n${text}\n  }`);
