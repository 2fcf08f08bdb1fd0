/** Turns ranges of bytes into text. */
export interface Decoder {
  /** Of ASCII. */
  ascii(bytes: Uint8Array, start: number, end: number): string;
  /** Of valid UTF-8. */
  utf8(bytes: Uint8Array, start: number, end: number): string;
  /** Each byte as the character of that number; the end may lie beyond the bytes. */
  latin1(bytes: Uint8Array, start: number, end: number): string;
  /** The same bytes as an object of the one kind that is read fastest. An engine reads two kinds in one place slower. */
  readable(bytes: Uint8Array): Uint8Array;
}

/** Node's own slices of a Buffer, several times faster than a TextDecoder. */
interface Sliceable extends Uint8Array {
  latin1Slice(start: number, end: number): string;
  utf8Slice(start: number, end: number): string;
}

interface BufferMaker {
  from(bytes: ArrayBufferLike, offset: number, length: number): Sliceable;
}

/** Whether this is Node's Buffer, whose instances have the two quick ways to slice. */
const makesSliceable = (maker: unknown): maker is BufferMaker =>
  typeof maker === "function" && "from" in maker && "latin1Slice" in maker.prototype;

/** The fastest there is: Node's Buffer, elsewhere a TextDecoder. */
export function platformDecoder(): Decoder {
  const maker: unknown = Reflect.get(globalThis, "Buffer");
  if (!makesSliceable(maker)) return portableDecoder();
  const sliceable = (bytes: Uint8Array): Sliceable =>
    (bytes as Sliceable).latin1Slice === undefined
      ? maker.from(bytes.buffer, bytes.byteOffset, bytes.length)
      : (bytes as Sliceable);
  return {
    ascii: (bytes, start, end) => sliceable(bytes).latin1Slice(start, end),
    utf8: (bytes, start, end) => sliceable(bytes).utf8Slice(start, end),
    latin1: (bytes, start, end) => sliceable(bytes).latin1Slice(start, Math.min(end, bytes.length)),
    readable: sliceable,
  };
}

export function portableDecoder(): Decoder {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const decode = (bytes: Uint8Array, start: number, end: number) =>
    decoder.decode(bytes.subarray(start, end));
  return { ascii: decode, utf8: decode, latin1, readable: (bytes) => bytes };
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  return String.fromCharCode(...bytes.subarray(start, end));
}
