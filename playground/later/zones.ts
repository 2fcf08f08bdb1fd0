import type * as Whole from "../../src/machine/values/zone.ts";

/** Stands in the place of `values/zone.ts`, whose table is large; fetched before a text that may name a zone is read. */
export const UTC: Whole.Zone = { name: "UTC", changes: [], offsets: [0] };

export let isZone: typeof Whole.isZone = (name) => name === "UTC";
export let zoneNames: typeof Whole.zoneNames = () => ["UTC"];
export let zoneNamed: typeof Whole.zoneNamed = (name) => (name === "UTC" ? UTC : null);

const missing = (): never => {
  throw new Error("the table of time zones is not loaded");
};
const inUtc = <T>(zone: Whole.Zone, answer: T): T => (zone === UTC ? answer : missing());

export let offsetAt: typeof Whole.offsetAt = (zone) => inUtc(zone, 0);
export let localToInstant: typeof Whole.localToInstant = (local, zone) => inUtc(zone, local);
export let firstInstantFrom: typeof Whole.firstInstantFrom = (local, zone) => inUtc(zone, local);

export async function loadZones(): Promise<void> {
  const whole = await import("../../src/machine/values/zone.ts?whole");
  ({ isZone, zoneNames, zoneNamed, offsetAt, localToInstant, firstInstantFrom } = whole);
}
