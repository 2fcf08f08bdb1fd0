/**
 * A number as its digits were written: `digits` × 10^(−scale), without trailing zeros after the point.
 * Never through a double (rule 3).
 */
interface WrittenNumber {
  /** Signed digits of the scaled integer, no leading zeros. */
  readonly digits: string;
  readonly scale: number;
}

const SHAPE = /^(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]{1,4}))?$/;

export const isNumber = (written: string): boolean => SHAPE.test(written);

/** null where the text is no number or has more than 38 digits. */
export function readNumber(written: string): WrittenNumber | null {
  const match = SHAPE.exec(written);
  if (match === null) return null;
  const fraction = match[3] ?? "";
  let scale = fraction.length - Number(match[4] ?? "0");
  let digits = (match[2] + fraction).replace(/^0+/, "");
  while (scale > 0 && digits.endsWith("0")) {
    digits = digits.slice(0, -1);
    scale -= 1;
  }
  if (digits === "") return { digits: "0", scale: 0 };
  if (scale < 0) {
    if (digits.length - scale > 38) return null;
    digits += "0".repeat(-scale);
    scale = 0;
  }
  if (digits.length > 38 || scale > 38) return null;
  return { digits: `${match[1]}${digits}`, scale };
}

/** The digits at a scale that is not smaller than its own; null where they get too many. */
export function digitsAt(written: WrittenNumber, scale: number): string | null {
  if (written.digits === "0") return "0";
  const digits = written.digits + "0".repeat(scale - written.scale);
  return digits.replace("-", "").length > 38 ? null : digits;
}
