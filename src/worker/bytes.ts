const encoder = new TextEncoder();
const decoder = new TextDecoder();

export const fromText = (text: string): Uint8Array => encoder.encode(text);
export const textOf = (bytes: Uint8Array): string => decoder.decode(bytes);
