/** Documents that are laid out in lines of at most a given width, after Wadler, "A prettier printer" (2003). */
export type Doc =
  | string
  | { readonly kind: "concat"; readonly parts: readonly Doc[]; readonly hard: boolean }
  /** On one line if it fits and holds no forced break, else each of its `line`s breaks. */
  | { readonly kind: "group"; readonly body: Doc; readonly hard: boolean }
  | { readonly kind: "indent"; readonly by: number; readonly body: Doc; readonly hard: boolean }
  /** `flat` on one line, a line break otherwise. */
  | { readonly kind: "line"; readonly flat: string; readonly hard: boolean }
  /** Printed only where its group is broken. */
  | { readonly kind: "blank"; readonly hard: true };

const isHard = (doc: Doc): boolean => typeof doc !== "string" && doc.hard;

export const concat = (parts: readonly Doc[]): Doc => ({
  kind: "concat",
  parts,
  hard: parts.some(isHard),
});
export const group = (body: Doc, forced = false): Doc => ({
  kind: "group",
  body,
  hard: forced || isHard(body),
});
export const indent = (by: number, body: Doc): Doc => ({
  kind: "indent",
  by,
  body,
  hard: isHard(body),
});
export const line = (flat: string): Doc => ({ kind: "line", flat, hard: false });
export const hardLine: Doc = { kind: "line", flat: "", hard: true };
/** An empty line. */
export const blank: Doc = { kind: "blank", hard: true };

interface Frame {
  readonly doc: Doc;
  readonly margin: number;
  readonly flat: boolean;
}

export function layOut(doc: Doc, width: number): string {
  let text = "";
  let column = 0;
  const rest: Frame[] = [{ doc, margin: 0, flat: false }];
  for (let frame = rest.pop(); frame !== undefined; frame = rest.pop()) {
    const { doc, margin, flat } = frame;
    if (typeof doc === "string") {
      text += doc;
      column += columns(doc);
    } else if (doc.kind === "concat")
      for (let i = doc.parts.length - 1; i >= 0; i--)
        rest.push({ doc: doc.parts[i] ?? "", margin, flat });
    else if (doc.kind === "indent") rest.push({ doc: doc.body, margin: margin + doc.by, flat });
    else if (doc.kind === "group") {
      const fitting = !doc.hard && fits(doc.body, rest, width - column);
      rest.push({ doc: doc.body, margin, flat: fitting });
    } else if (doc.kind === "blank") text += "\n";
    else if (flat) {
      text += doc.flat;
      column += doc.flat.length;
    } else {
      text += `\n${" ".repeat(margin)}`;
      column = margin;
    }
  }
  // An indentation before an empty line, or before nothing.
  return text.replaceAll(/ +(?=\n|$)/g, "");
}

/** Whether a document on one line, and what follows it up to the next possible break, is short enough. */
function fits(doc: Doc, after: readonly Frame[], width: number): boolean {
  let room = width;
  let next = after.length - 1;
  const rest: Frame[] = [{ doc, margin: 0, flat: true }];
  for (;;) {
    const frame = rest.pop() ?? after[next--];
    if (frame === undefined) return room >= 0;
    const { doc, flat } = frame;
    if (typeof doc === "string") room -= columns(doc);
    else if (doc.kind === "concat")
      for (let i = doc.parts.length - 1; i >= 0; i--)
        rest.push({ doc: doc.parts[i] ?? "", margin: 0, flat });
    else if (doc.kind === "indent") rest.push({ doc: doc.body, margin: 0, flat });
    else if (doc.kind === "group") rest.push({ doc: doc.body, margin: 0, flat: flat && !doc.hard });
    else if (doc.kind === "blank" || !flat) return room >= 0;
    else room -= doc.flat.length;
    if (room < 0) return false;
  }
}

/** Code points: near enough to columns, and the same everywhere. */
function columns(text: string): number {
  let count = text.length;
  // The second half of a pair is no column of its own.
  for (let i = 1; i < text.length; i++)
    if ((text.charCodeAt(i) & 0xfc00) === 0xdc00 && (text.charCodeAt(i - 1) & 0xfc00) === 0xd800)
      count--;
  return count;
}
