import { type Builtin, builtins, forms } from "../../grammar/builtins.ts";
import { signatureText } from "../../grammar/generate/functions.ts";

/** A row for each built-in function; with all examples they stand in grammar/generated/functions.md. */
export function functionTable(): string {
  return [
    "| function | what it gives | example |",
    "|---|---|---|",
    ...builtins.map(row),
    "",
    "These look like functions but read the stack or the clock:",
    "",
    "| form | what it gives |",
    "|---|---|",
    ...forms.map(({ name, doc }) => `| \`${name}\` | ${doc} |`),
  ].join("\n");
}

function row({ name, signatures, doc, examples: [first] }: Builtin): string {
  const written = signatures.map((one) => `\`${signatureText(name, one)}\``).join("<br>");
  const example = first === undefined ? "" : `\`${first.expression}\` is \`${first.value}\``;
  return `| ${[written, doc, example].map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}
