/** What a witness must have come to. */
export type Reached =
  /** In its last step this rule fired, by JSON pointer. */
  | { readonly fired: string }
  /** Its last step failed in this state, with this on top, because something was missing. */
  | { readonly failed: true; readonly state: string; readonly tops: readonly (string | null)[] }
  | { readonly depth: number };
