import { fromBase64Url, toBase64Url } from "./base64url.ts";
import { deflated, inflated } from "./deflate.ts";
import { type Read, readShared, type Shared, sharedText } from "./shared.ts";

/** Packed as version 1: deflate without a header, base64url. */
const VERSION = "1";

/** More characters than any link can have that is of use. */
export const LINK_MAX = 4 * 1024 * 1024;

/** What the hash of the address says. The hash is never sent to a server. */
export type Hash =
  | { readonly kind: "nothing" }
  | { readonly kind: "example"; readonly id: string }
  | ({ readonly kind: "shared" } & Read);

export async function linkHash(shared: Shared): Promise<string> {
  return `#${VERSION}${toBase64Url(await deflated(sharedText(shared)))}`;
}

export async function readHash(hash: string): Promise<Hash> {
  const text = hash.replace(/^#/, "");
  if (text === "") return { kind: "nothing" };
  const example = /^example\/([a-z0-9-]+)$/.exec(text)?.[1];
  if (example !== undefined) return { kind: "example", id: example };
  const refuse = (refused: string): Hash => ({ kind: "shared", refused });
  if (text.length > LINK_MAX) return refuse("it is longer than a link can be");
  if (!text.startsWith(VERSION)) return refuse("it does not come from this playground");
  const bytes = fromBase64Url(text.slice(VERSION.length));
  if (bytes === null) return refuse("it is damaged: a part of it may have been cut off");
  const unfolded = await inflated(bytes);
  if (unfolded === null)
    return refuse("it is damaged, or would unfold to more than 4 MB, which no link made here does");
  return { kind: "shared", ...readShared(unfolded) };
}

/** How far a link of a length gets. */
export type Reach = "everywhere" | "long" | "too long";

export const reachOf = (length: number): Reach =>
  length <= 2000 ? "everywhere" : length <= 8000 ? "long" : "too long";
