/** How a message says which schema wrote it. */
export type Framing = "single object" | "confluent";

/** `C3 01`, the fingerprint with its lowest byte first, then the datum. */
export const SINGLE_OBJECT_BYTES = 10;
/** `00`, the registry's number with its highest byte first, then the datum. */
export const CONFLUENT_BYTES = 5;

/** null: it is in none of the framings. */
export function framingOf(value: Uint8Array): Framing | null {
  if (value[0] === 0xc3 && value[1] === 0x01 && value.length >= SINGLE_OBJECT_BYTES)
    return "single object";
  return value[0] === 0 && value.length >= CONFLUENT_BYTES ? "confluent" : null;
}

export const framingBytes = (framing: Framing): number =>
  framing === "confluent" ? CONFLUENT_BYTES : SINGLE_OBJECT_BYTES;

/** As schema stores name it: sixteen hexadecimal digits, or the registry's number. */
export function schemaIdOf(value: Uint8Array, framing: Framing): string {
  if (framing === "confluent") return String(registryNumber(value));
  let digits = "";
  for (let i = SINGLE_OBJECT_BYTES - 1; i >= 2; i--)
    digits += value[i]!.toString(16).padStart(2, "0");
  return digits;
}

const registryNumber = (value: Uint8Array): number =>
  ((value[1]! << 24) | (value[2]! << 16) | (value[3]! << 8) | value[4]!) >>> 0;

export function singleObject(fingerprint: bigint, datum: Uint8Array): Uint8Array {
  const value = new Uint8Array(SINGLE_OBJECT_BYTES + datum.length);
  value[0] = 0xc3;
  value[1] = 0x01;
  new DataView(value.buffer).setBigUint64(2, fingerprint, true);
  value.set(datum, SINGLE_OBJECT_BYTES);
  return value;
}
