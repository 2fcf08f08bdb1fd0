import { type Builtin, builtins, forms, type Signature } from "../builtins.ts";

/** The function reference, in Markdown. */
export function functionReference(): string {
  const lines = [
    "<!-- Generated from grammar/builtins.ts by `npm run generate`. -->",
    "",
    "# Functions",
    "",
    "An *exact* value is an integer or a decimal. A *literal* must be written out. A result with `?` may be missing.",
    "",
    ...builtins.flatMap(entry),
    "## Forms that read the stack or the clock",
    "",
    ...forms.flatMap(({ name, doc }) => [`### ${name}`, "", doc, ""]),
  ];
  return `${lines.join("\n").trimEnd()}\n`;
}

function entry(builtin: Builtin): string[] {
  return [
    `## ${builtin.name}`,
    "",
    "```text",
    ...builtin.signatures.map((signature) => signatureText(builtin.name, signature)),
    "```",
    "",
    builtin.doc,
    "",
    ...builtin.examples.flatMap(({ expression, value }) => [
      "```pda",
      `${expression}  // ${value}`,
      "```",
      "",
    ]),
  ];
}

/** `length(x: text): integer` */
export function signatureText(name: string, signature: Signature): string {
  const parameters = signature.parameters.map(
    (parameter) => `${parameter.name}: ${parameter.type}`,
  );
  if (signature.variadic === true) parameters.push("…");
  const results: Record<string, string> = {
    same: signature.parameters[0]?.type ?? "",
    places: "exact, with so many places",
  };
  const result = results[signature.result] ?? signature.result;
  return `${name}(${parameters.join(", ")}): ${result}${signature.optional === true ? "?" : ""}`;
}
