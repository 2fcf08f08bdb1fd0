/** The order words of a pattern (rules 32 to 36), in the order in which an event meets them. Times in milliseconds. */
export interface Order {
  /** `dedupe by F within D` */
  readonly dedupe: { readonly field: string; readonly withinMs: number } | null;
  /** `reorder within D`; not together with a sequence. */
  readonly reorder: { readonly withinMs: number } | null;
  /** `order by F (from N) wait D` */
  readonly sequence: {
    readonly field: string;
    readonly from: bigint | null;
    readonly waitMs: number;
  } | null;
  readonly late:
    | { readonly kind: "apply" }
    | { readonly kind: "drop" }
    | { readonly kind: "emit"; readonly output: string };
}
