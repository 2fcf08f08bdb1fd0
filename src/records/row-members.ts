import type { Members, MembersOf } from "./mapped-event.ts";
import { RowScanner } from "./row-scan.ts";

/** The members of a row: cells under their names as JSON texts; empty ones are missing. */
export function rowMembers(header: readonly string[], separator: number): MembersOf {
  return (bytes, start, end) => {
    const scanner = new RowScanner(separator);
    const row = new Uint8Array(end - start + 1);
    row.set(bytes.subarray(start, end));
    row[end - start] = 0x0a;
    if (!scanner.scan(row, 0)) return [];
    const members: Members[number][] = [];
    scanner.texts(row).forEach((text, i) => {
      const name = header[i];
      if (text !== "" && name !== undefined) members.push([name, JSON.stringify(text)]);
    });
    return members;
  };
}
