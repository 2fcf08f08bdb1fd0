import fc from "fast-check";
import { expect, it } from "vitest";
import {
  parseExact,
  parseExactRounded,
  parseFloored,
  parseNumber,
} from "../../src/machine/values/digits.ts";
import { parseTime, TIME_MAX } from "../../src/machine/values/time.ts";
import { platformDecoder } from "../../src/records/decoder.ts";
import { readExact, readNumber, TimeReader, Unfit } from "../../src/records/read-value.ts";
import { PLAIN, Slots, TEXT, WIDE } from "../../src/records/slots.ts";

/** The quick ways from bytes give what the long ways from text give. */

function slotsOf(text: string): Slots {
  const slots = new Slots(1, platformDecoder());
  const bytes = new TextEncoder().encode(`"${text}"\n`);
  slots.clear(bytes);
  slots.set(0, TEXT, 1, bytes.length - 2, /^[ -~]*$/.test(text) ? PLAIN : WIDE);
  return slots;
}

const digits = (max: number) =>
  fc.string({ unit: fc.constantFrom(..."0123456789"), maxLength: max });
const numeric = fc.oneof(
  fc
    .tuple(fc.constantFrom("", "-"), digits(18), fc.constantFrom("", "."), digits(8))
    .map((parts) => parts.join("")),
  fc.string({ unit: fc.constantFrom(..."0019.-+eE "), maxLength: 9 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(String),
  fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }).map(String),
);
const orNull = <T>(value: T | Unfit): T | null => (value instanceof Unfit ? null : value);

it("exact values", () => {
  fc.assert(
    fc.property(numeric, fc.integer({ min: 0, max: 12 }), fc.boolean(), (text, scale, rounded) => {
      const long = (rounded ? parseExactRounded : parseExact)(text, scale);
      expect(orNull(readExact(slotsOf(text), 0, scale, rounded)), text).toBe(long);
    }),
    { numRuns: 20_000 },
  );
});

it("numbers", () => {
  fc.assert(
    fc.property(numeric, (text) => {
      expect(orNull(readNumber(slotsOf(text), 0)), text).toBe(parseNumber(text));
    }),
    { numRuns: 10_000 },
  );
});

const two = fc.integer({ min: 0, max: 99 }).map((value) => String(value).padStart(2, "0"));
const isoLike = fc
  .tuple(
    fc.constantFrom("2024-02-28", "2024-02-29", "2023-02-29", "1999-12-31", "2024-13-01"),
    fc.constantFrom("T", " ", "t", "-"),
    fc.tuple(two, two, two).map((parts) => parts.join(":")),
    fc.constantFrom("", ".", ".1", ".123", ".12a", ".1234", ",123"),
    fc.constantFrom("Z", "z", "", "UTC", "+01:00", "-0530"),
  )
  .map((parts) => parts.join(""));

it("times, whatever came before", () => {
  const readers = [
    new TimeReader("milliseconds", "UTC"),
    new TimeReader("milliseconds", "Europe/Berlin"),
  ];
  const seconds = new TimeReader("seconds", "UTC");
  const bounded = (value: number | bigint | null) =>
    typeof value === "number" && Math.abs(value) <= TIME_MAX ? value : null;
  fc.assert(
    fc.property(fc.oneof(isoLike, numeric), (text) => {
      for (const [i, zone] of ["UTC", "Europe/Berlin"].entries()) {
        const long = parseFloored(text, 0) ?? parseTime(text, { zone });
        expect(orNull(readers[i]!.read(slotsOf(text), 0)), text).toBe(bounded(long));
      }
      const long = parseFloored(text, 3) ?? parseTime(text, { zone: "UTC" });
      expect(orNull(seconds.read(slotsOf(text), 0)), text).toBe(bounded(long));
    }),
    { numRuns: 20_000 },
  );
});
