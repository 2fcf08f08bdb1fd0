import { closeSync, openSync, readSync } from "node:fs";

/**
 * The rival of `pda run`: reads a file in chunks, finds line feeds natively, and only calls JSON.parse.
 * @param {string} path
 * @returns {number} how many objects there were
 */
export function parseLines(path) {
  const file = openSync(path, "r");
  const buffer = Buffer.allocUnsafe(256 * 1024);
  let rest = Buffer.alloc(0);
  let count = 0;
  for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer)) {
    const bytes = Buffer.concat([rest, buffer.subarray(0, read)]);
    let start = 0;
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, start)) {
      if (typeof JSON.parse(bytes.toString("utf8", start, end)) === "object") count++;
      start = end + 1;
    }
    rest = bytes.subarray(start);
  }
  closeSync(file);
  return count;
}

// Started by itself: `node bench/parse-lines.mjs FILE`.
if (process.argv[1] === import.meta.filename) console.log(parseLines(process.argv[2]));
