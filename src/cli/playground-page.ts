import { basename } from "node:path";
import { openFile } from "../records/files.ts";
import { InputError } from "../records/input-error.ts";
import { exitCodes, Failure } from "./exit.ts";

/** What a page carries inside; `playground/share/shared.ts` reads it. */
export interface Carried {
  readonly pattern: string;
  readonly log: { readonly name: string; readonly text: string } | null;
}

/** A page with more in it opens slowly or not at all. */
const LOG_BYTES_MAX = 64 * 1024 * 1024;

/** A log as text, unpacked where it is packed. */
export async function carriedLog(path: string): Promise<NonNullable<Carried["log"]>> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    const source = await openFile(path);
    if (source.format === "avro")
      throw new InputError(path, "a page cannot read Avro; write its records as NDJSON first");
    for await (const chunk of source.chunks) {
      bytes += chunk.length;
      if (bytes > LOG_BYTES_MAX)
        throw new InputError(path, "more than 64 MB do not go into a page; take a part of it");
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof InputError) throw new Failure(exitCodes.inputOutput, error.message);
    throw error;
  }
  const text = new TextDecoder().decode(Buffer.concat(chunks));
  return { name: basename(path).replace(/\.gz$/i, ""), text };
}

const PLACE = '<script type="application/json" id="pushdown-data"></script>';

/** The page with something inside. Data in a page may hold no sign that could end their element. */
export function pageWith(html: string, { pattern, log }: Carried): string {
  if (!html.includes(PLACE)) throw new Error("the page has no place for data");
  const json = JSON.stringify({ format: "pushdown.playground/1", pattern, log });
  const data = json.replaceAll("<", "\\u003c");
  return html.replace(PLACE, () => PLACE.replace("></", () => `>${data}</`));
}
