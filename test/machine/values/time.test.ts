import fc from "fast-check";
import { expect, test } from "vitest";
import { durationUnits } from "../../../grammar/builtins.ts";
import { units } from "../../../grammar/tokens.ts";
import { formatDuration, parseDuration } from "../../../src/machine/values/duration.ts";
import { formatTime, parseTime } from "../../../src/machine/values/time.ts";

const utc = { zone: "UTC" };
const berlin = { zone: "Europe/Berlin" };

test("times are read as rule 1 says", () => {
  const noon = Date.UTC(2024, 0, 1, 12);
  for (const text of [
    "2024-01-01T12:00",
    "2024-01-01 12:00",
    "2024-01-01T12:00:00",
    "2024-01-01T12:00:00.000999",
    "2024-01-01T12:00Z",
    "2024-01-01 12:00:00 UTC",
    "2024-01-01 12:00:00UTC",
    "2024-01-01T14:00:00+02:00",
    "2024-01-01T14:00:00+0200",
    "2024-01-01 14:00:00 +0200",
    "2024-01-01 12:00:00,000",
    "2024-01-01T14:00:00+02",
    "2024-01-01T06:30:00-05:30",
    "+002024-01-01T12:00Z",
  ]) {
    expect([text, parseTime(text, utc)]).toEqual([text, noon]);
  }
  expect(parseTime("2024-01-01", utc)).toBe(Date.UTC(2024, 0, 1));
  expect(parseTime("2024-01-01", berlin)).toBe(Date.UTC(2023, 11, 31, 23));
  expect(parseTime("2024-01-01T12:00Z", berlin)).toBe(noon);
  expect(parseTime("1969-12-31T23:59:59.9999Z", utc)).toBe(-1);
  expect(parseTime("2024-10-27 02:30", berlin)).toBe(Date.UTC(2024, 9, 27, 0, 30));
  expect(parseTime("2024-03-31 02:30", berlin)).toBe(null);
});

test("what is no time is none", () => {
  for (const text of [
    "",
    "2024",
    "2024-01",
    "2024-1-1",
    "2024-02-30",
    "2023-02-29",
    "2024-13-01",
    "2024-00-10",
    "2024-01-01T24:00",
    "2024-01-01T23:60",
    "2024-01-01T23:59:60",
    "2024-01-01T12",
    "2024-01-01T12:00:00.",
    "2024-01-01t12:00",
    "2024-01-01T12:00z",
    "2024-01-01T12:00+24:00",
    "2024-01-01T12:00+02:60",
    "2024-01-01T12:00 Europe/Berlin",
    " 2024-01-01",
    "2024-01-01\n",
    "-000000-01-01",
    "+999999-01-01",
    "２０２４-01-01",
    "01/02/2024",
  ]) {
    expect([text, parseTime(text, utc)]).toEqual([text, null]);
  }
  expect(parseTime("2024-01-01", { zone: "Nowhere/Land" })).toBe(null);
});

test("times are written as ECMAScript writes them, and read back", () => {
  fc.assert(
    fc.property(fc.integer({ min: -8.64e15, max: 8.64e15 }), (time) => {
      expect(formatTime(time)).toBe(new Date(time).toISOString());
      expect(parseTime(formatTime(time), utc)).toBe(time);
    }),
  );
  for (const time of [0, -1, 8.64e15, -8.64e15, Date.UTC(9999, 11, 31), Date.UTC(10000, 0, 1)]) {
    expect(formatTime(time)).toBe(new Date(time).toISOString());
  }
});

test("durations", () => {
  expect(parseDuration("30m")).toBe(1_800_000);
  expect(parseDuration("1h30m")).toBe(5_400_000);
  expect(parseDuration("250ms")).toBe(250);
  expect(parseDuration("-5s")).toBe(-5000);
  expect(parseDuration("1500")).toBe(1500);
  expect(parseDuration("-1500.0")).toBe(-1500);
  expect(parseDuration("-0")).toBe(0);
  expect(parseDuration("-0s")).toBe(0);
  for (const text of [
    "",
    "m",
    "-",
    "30min",
    "30m1h",
    "1.5h",
    "1h 30m",
    "+5m",
    "1500.5",
    "99999999999w",
    "１m",
  ]) {
    expect([text, parseDuration(text)]).toEqual([text, null]);
  }
  expect(formatDuration(0)).toBe("0s");
  expect(formatDuration(5_400_250)).toBe("1h30m250ms");
  fc.assert(
    fc.property(fc.integer({ min: -8.64e15, max: 8.64e15 }), (duration) => {
      expect(parseDuration(formatDuration(duration))).toBe(duration);
    }),
  );
  expect(Object.entries(durationUnits)).toEqual(Object.entries(units));
});
