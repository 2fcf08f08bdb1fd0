/** Plain JSON that is about to be damaged, so that no type holds for it. */
// biome-ignore lint/suspicious/noExplicitAny: JSON to be damaged
export type Damaged = any;

export const damaged = (value: unknown): Damaged => JSON.parse(JSON.stringify(value));
