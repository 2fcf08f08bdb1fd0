/** A name for what was pasted, which says by its first character what it is. */
export function pastedName(text: string): string {
  const first = text.trimStart()[0];
  if (first === "{") return "pasted.ndjson";
  if (first === "[") return "pasted.json";
  return text.split("\n")[0]?.includes("\t") === true ? "pasted.tsv" : "pasted.csv";
}
