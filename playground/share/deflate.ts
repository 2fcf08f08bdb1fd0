/** What a link may unfold to: some thousand rules, or a log of the size that a link can carry. */
export const UNFOLDED_MAX = 4 * 1024 * 1024;

export async function deflated(text: string): Promise<Uint8Array> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** null: damaged, or it would unfold to more than allowed; counted while it unfolds, so that no bomb goes off. */
export async function inflated(
  bytes: Uint8Array<ArrayBuffer>,
  most = UNFOLDED_MAX,
): Promise<string | null> {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  const reader = stream.getReader();
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      size += value.length;
      if (size > most) return null;
      chunks.push(value);
    }
    return await new Blob(chunks).text();
  } catch {
    return null;
  } finally {
    await reader.cancel().catch(() => {});
  }
}
