/**
 * Threefry4x32-20 (Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011): a
 * function from a key and a counter, four words each, to four words that look random. No state is carried
 * from one draw to the next, so a draw can be named. Only sums, rotations and exclusive ors of 32-bit
 * integers: every engine gives the same words.
 */
export type Words = Int32Array;

const PARITY = 0x1bd11bda;

/** The five words that rounds add; of one key they can be kept. */
export function keySchedule(k0: number, k1: number, k2: number, k3: number): Words {
  return Int32Array.of(k0, k1, k2, k3, PARITY ^ k0 ^ k1 ^ k2 ^ k3);
}

/** Writes the block of a counter to the first four words of `out`. */
export function threefry(
  key: Words,
  c0: number,
  c1: number,
  c2: number,
  c3: number,
  out: Words,
): void {
  // The words of the key schedule, which move on by one behind each four rounds.
  let k0 = key[0]!;
  let k1 = key[1]!;
  let k2 = key[2]!;
  let k3 = key[3]!;
  let k4 = key[4]!;
  let a = (c0 + k0) | 0;
  let b = (c1 + k1) | 0;
  let c = (c2 + k2) | 0;
  let d = (c3 + k3) | 0;
  for (let block = 1; ; block++) {
    a = (a + b) | 0;
    b = ((b << 10) | (b >>> 22)) ^ a;
    c = (c + d) | 0;
    d = ((d << 26) | (d >>> 6)) ^ c;
    a = (a + d) | 0;
    d = ((d << 11) | (d >>> 21)) ^ a;
    c = (c + b) | 0;
    b = ((b << 21) | (b >>> 11)) ^ c;
    a = (a + b) | 0;
    b = ((b << 13) | (b >>> 19)) ^ a;
    c = (c + d) | 0;
    d = ((d << 27) | (d >>> 5)) ^ c;
    a = (a + d) | 0;
    d = ((d << 23) | (d >>> 9)) ^ a;
    c = (c + b) | 0;
    b = ((b << 5) | (b >>> 27)) ^ c;
    a = (a + k1) | 0;
    b = (b + k2) | 0;
    c = (c + k3) | 0;
    d = (d + k4 + block) | 0;
    // Four rounds five times: the other half is left out of the last.
    if (block === 5) break;
    block++;
    a = (a + b) | 0;
    b = ((b << 6) | (b >>> 26)) ^ a;
    c = (c + d) | 0;
    d = ((d << 20) | (d >>> 12)) ^ c;
    a = (a + d) | 0;
    d = ((d << 17) | (d >>> 15)) ^ a;
    c = (c + b) | 0;
    b = ((b << 11) | (b >>> 21)) ^ c;
    a = (a + b) | 0;
    b = ((b << 25) | (b >>> 7)) ^ a;
    c = (c + d) | 0;
    d = ((d << 10) | (d >>> 22)) ^ c;
    a = (a + d) | 0;
    d = ((d << 18) | (d >>> 14)) ^ a;
    c = (c + b) | 0;
    b = ((b << 20) | (b >>> 12)) ^ c;
    a = (a + k2) | 0;
    b = (b + k3) | 0;
    c = (c + k4) | 0;
    d = (d + k0 + block) | 0;
    const first = k0;
    const second = k1;
    k0 = k2;
    k1 = k3;
    k2 = k4;
    k3 = first;
    k4 = second;
  }
  out[0] = a;
  out[1] = b;
  out[2] = c;
  out[3] = d;
}
