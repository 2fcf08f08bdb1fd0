import { crc32, inflateRawSync } from "node:zlib";

/** Reads a zip by its directory, as those do who install an extension; checks what the archive says of itself. */
export function entriesOf(bytes: Buffer): { readonly path: string; readonly content: Buffer }[] {
  const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  return Array.from({ length: count }, () => {
    const [sum, packed, size] = [16, 20, 24].map((field) => bytes.readUInt32LE(at + field));
    const [name, extra, comment] = [28, 30, 32].map((field) => bytes.readUInt16LE(at + field));
    const local = bytes.readUInt32LE(at + 42);
    const path = bytes.toString("utf8", at + 46, at + 46 + name!);
    at += 46 + name! + extra! + comment!;
    const data = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const content = inflateRawSync(bytes.subarray(data, data + packed!));
    if (content.length !== size || crc32(content) !== sum) throw new Error(`${path} is damaged`);
    return { path, content };
  });
}
