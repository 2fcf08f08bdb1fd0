import {
  HighlightStyle,
  indentService,
  StreamLanguage,
  syntaxHighlighting,
} from "@codemirror/language";
import type { Extension } from "@codemirror/state";
import { type Tag, tags } from "@lezer/highlight";
import type { HighlightTable } from "../build/highlight-table.ts";
import { cutter, type Kind } from "./cut.ts";

const tagOf: Readonly<Record<Kind, Tag>> = {
  declaration: tags.definitionKeyword,
  control: tags.controlKeyword,
  operator: tags.operatorKeyword,
  type: tags.typeName,
  constant: tags.atom,
  numeric: tags.number,
  text: tags.string,
  remark: tags.lineComment,
  name: tags.variableName,
  wrong: tags.invalid,
};

const style = HighlightStyle.define([
  { tag: tags.definitionKeyword, color: "var(--keyword)", fontWeight: "600" },
  { tag: [tags.controlKeyword, tags.operatorKeyword], color: "var(--keyword)" },
  { tag: tags.typeName, color: "var(--type)" },
  { tag: [tags.atom, tags.number], color: "var(--literal)" },
  { tag: tags.string, color: "var(--string)" },
  { tag: tags.lineComment, color: "var(--comment)", fontStyle: "italic" },
  { tag: tags.invalid, color: "var(--error)" },
]);

/** As the last line before with anything on it, one step deeper behind an open brace, one less before a closing one. */
const indentation = indentService.of((context, pos) => {
  // Where Enter is about to break a line, what stands before the place is that line.
  let line = context.lineAt(pos, -1);
  if (context.simulatedBreak !== pos || line.text.trim() === "")
    do line = context.state.doc.lineAt(Math.max(0, line.from - 1));
    while (line.from > 0 && line.text.trim() === "");
  const own = /^\s*/.exec(line.text)![0].length;
  const open = /[{(]\s*(?:\/\/.*)?$/.test(line.text) ? context.unit : 0;
  const closed = /^\s*[})]/.test(context.textAfterPos(pos, 1)) ? context.unit : 0;
  return Math.max(0, own + open - closed);
});

/** Colours as one types, from the table of the grammar's tokens; the service lays more on top. */
export function highlighting(table: HighlightTable): Extension {
  const cut = cutter(table);
  const language = StreamLanguage.define<{ inside: boolean }>({
    name: "pda",
    startState: () => ({ inside: false }),
    copyState: ({ inside }) => ({ inside }),
    languageData: {
      commentTokens: { line: "//" },
      closeBrackets: { brackets: ["(", "{", '"'] },
    },
    // Block comments are another language's: shown as the mistake they are, over all their lines.
    token: (stream, state) => {
      if (state.inside || stream.match("/*", false)) {
        state.inside = !stream.match(/^(?:\/\*)?.*?\*\//);
        if (state.inside) stream.skipToEnd();
        return "wrong";
      }
      const { length, kind } = cut(stream.string, stream.pos);
      stream.pos += length;
      return kind;
    },
    tokenTable: tagOf,
  });
  return [language, syntaxHighlighting(style), indentation];
}
