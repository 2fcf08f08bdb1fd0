import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";

/** What is asked of a platform that brings its own digests, as Node does; a browser has none that answers at once. */
interface Digests {
  createHash(name: "sha256"): {
    update(text: string, encoding: "utf8"): { digest(encoding: "hex"): string };
  };
}

/** SHA-256 of a text in UTF-8, in lower-case hex. */
export function digest(text: string): string {
  const own = digestsOf(globalThis);
  return own === undefined
    ? digestAnywhere(text)
    : own.createHash("sha256").update(text, "utf8").digest("hex");
}

/** The same without a platform's help: exact everywhere, but slow in a process that has just begun. */
export const digestAnywhere = (text: string): string => bytesToHex(sha256(utf8ToBytes(text)));

/** Asked for by name where it is needed, so that nothing of Node stands in what is put together for a browser. */
function digestsOf(platform: {
  readonly process?: { getBuiltinModule?(name: "node:crypto"): Digests };
}): Digests | undefined {
  return platform.process?.getBuiltinModule?.("node:crypto");
}
