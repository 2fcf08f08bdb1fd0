/** Writes a text as a file on the reader's disk. */
export function save(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** What a file with this text is called: after its first pattern. */
export const fileStem = (text: string): string =>
  /^pattern\s+([\p{ID_Continue}]+)/mu.exec(text)?.[1] ?? "pattern";
