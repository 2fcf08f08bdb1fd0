declare module "virtual:highlight-table" {
  const table: import("./build/highlight-table.ts").HighlightTable;
  export default table;
}

declare module "virtual:gallery" {
  export const entries: readonly import("./gallery/example.ts").Entry[];
  export const load: Readonly<
    Record<string, () => Promise<{ readonly default: import("./gallery/example.ts").Example }>>
  >;
}

declare module "*?worker&inline" {
  const Inline: new (options?: { name?: string }) => Worker;
  export default Inline;
}

declare module "*/values/zone.ts?whole" {
  type Whole = typeof import("../src/machine/values/zone.ts");
  export const isZone: Whole["isZone"];
  export const zoneNames: Whole["zoneNames"];
  export const zoneNamed: Whole["zoneNamed"];
  export const offsetAt: Whole["offsetAt"];
  export const localToInstant: Whole["localToInstant"];
  export const firstInstantFrom: Whole["firstInstantFrom"];
}

declare module "virtual:opening" {
  export const first: string;
  export const openings: Readonly<
    Record<string, () => Promise<{ readonly recorded: import("./opening/recorded.ts").Recorded }>>
  >;
}
