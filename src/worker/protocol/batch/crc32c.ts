const POLYNOMIAL = 0x82f63b78;
const WIDTH = 8;

/** Table n tells what a byte does that n more bytes follow, so that eight are taken at a time. */
function tables(): readonly Int32Array[] {
  const first = Int32Array.from({ length: 256 }, (_, byte) => {
    let rest = byte;
    for (let bit = 0; bit < 8; bit++)
      rest = (rest & 1) === 1 ? (rest >>> 1) ^ POLYNOMIAL : rest >>> 1;
    return rest;
  });
  const all = [first];
  while (all.length < WIDTH) {
    const last = all.at(-1)!;
    all.push(last.map((value) => first[value & 0xff]! ^ (value >>> 8)));
  }
  return all;
}

const [T0, T1, T2, T3, T4, T5, T6, T7] = tables() as readonly [
  ...[Int32Array, Int32Array, Int32Array, Int32Array],
  ...[Int32Array, Int32Array, Int32Array, Int32Array],
];

/** The check sum of record batches (Castagnoli's), from 0 to below 2^32. */
export function crc32c(bytes: Uint8Array, start: number, end: number): number {
  let crc = -1;
  let at = start;
  for (const whole = end - WIDTH; at <= whole; at += WIDTH) {
    crc ^= bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24);
    crc =
      T7[crc & 0xff]! ^
      T6[(crc >>> 8) & 0xff]! ^
      T5[(crc >>> 16) & 0xff]! ^
      T4[crc >>> 24]! ^
      T3[bytes[at + 4]!]! ^
      T2[bytes[at + 5]!]! ^
      T1[bytes[at + 6]!]! ^
      T0[bytes[at + 7]!]!;
  }
  for (; at < end; at++) crc = T0[(crc ^ bytes[at]!) & 0xff]! ^ (crc >>> 8);
  return ~crc >>> 0;
}
