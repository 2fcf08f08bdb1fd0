import { EditorView } from "@codemirror/view";

const wavy = (colour: string) => ({
  backgroundImage: "none",
  textDecoration: `underline wavy ${colour}`,
  textDecorationSkipInk: "none",
  textUnderlineOffset: "3px",
});

/**
 * The editor lives under a shadow root, where its sheets are adopted instead of written into the page: the policy
 * allows no others. Colours come in as custom properties.
 */
export const theme = EditorView.theme({
  "&": { height: "100%", fontSize: "13.5px", color: "var(--text)", backgroundColor: "transparent" },
  "&.cm-focused": { outline: "1px solid var(--accent)", outlineOffset: "-1px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6", overflow: "auto" },
  ".cm-content": { padding: "10px 0 40px", caretColor: "var(--accent)" },
  ".cm-line": { padding: "0 16px 0 6px" },
  ".cm-cursor": { borderLeft: "2px solid var(--accent)" },
  ".cm-gutters": {
    // What is scrolled sideways goes below the numbers.
    backgroundColor: "var(--pane)",
    color: "var(--quiet)",
    border: "none",
    userSelect: "none",
  },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "30px", padding: "0 4px 0 8px" },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--text)" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--accent) 6%, transparent)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground, ::selection": {
    backgroundColor: "color-mix(in srgb, var(--accent) 24%, transparent) !important",
  },
  ".cm-matchingBracket": {
    backgroundColor: "var(--accent-soft) !important",
    outline: "1px solid color-mix(in srgb, var(--accent) 50%, transparent)",
  },
  ".cm-foldGutter .cm-gutterElement": { padding: "0 4px", cursor: "pointer" },
  ".cm-foldPlaceholder": {
    backgroundColor: "var(--hover)",
    border: "1px solid var(--line)",
    color: "var(--quiet)",
  },
  ".cm-hint": {
    color: "var(--quiet)",
    backgroundColor: "var(--hover)",
    borderRadius: "4px",
    padding: "0 5px",
    margin: "0 4px",
    fontFamily: "var(--sans)",
    fontSize: "11.5px",
  },
  ".cm-is-state, .cm-is-group, .cm-is-part": { color: "var(--name)" },
  ".cm-is-event": { color: "var(--type)" },
  ".cm-is-function": { color: "var(--keyword)" },
  ".cm-defined": { fontWeight: "600" },
  ".cm-same": { backgroundColor: "var(--accent-soft)", borderRadius: "3px" },
  ".cm-pointed": {
    backgroundColor: "color-mix(in srgb, var(--accent) 14%, transparent)",
    boxShadow: "inset 3px 0 var(--accent)",
  },
  ".cm-tooltip": {
    backgroundColor: "var(--raised)",
    color: "var(--text)",
    border: "1px solid var(--line)",
    borderRadius: "6px",
    boxShadow: "0 6px 24px rgb(0 0 0 / 0.16)",
    fontFamily: "var(--sans)",
    fontSize: "13px",
    maxWidth: "min(560px, 92vw)",
  },
  ".cm-tooltip-autocomplete > ul": { fontFamily: "var(--mono)", maxHeight: "15em" },
  ".cm-tooltip-autocomplete > ul > li": { padding: "3px 8px !important" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--accent-soft) !important",
    color: "var(--text) !important",
  },
  ".cm-completionDetail": { color: "var(--quiet)", fontStyle: "normal", marginLeft: "10px" },
  ".cm-completionInfo": { padding: "8px 10px", maxWidth: "320px" },
  ".cm-told": { padding: "8px 12px", maxHeight: "40vh", overflow: "auto" },
  ".cm-told p": { margin: "0 0 6px" },
  ".cm-told p:last-child": { margin: "0" },
  ".cm-told pre": {
    margin: "0 0 6px",
    padding: "6px 8px",
    backgroundColor: "var(--ground)",
    borderRadius: "4px",
    fontFamily: "var(--mono)",
    whiteSpace: "pre-wrap",
  },
  ".cm-told code": { fontFamily: "var(--mono)", fontSize: "12.5px" },
  ".cm-diagnostic": { padding: "8px 12px", borderLeft: "3px solid var(--error)", maxWidth: "60ch" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--warning)" },
  ".cm-diagnosticText": { whiteSpace: "pre-wrap" },
  ".cm-diagnosticAction": {
    display: "block",
    margin: "6px 0 0",
    padding: "4px 10px",
    font: "inherit",
    backgroundColor: "var(--accent)",
    color: "var(--on-accent)",
    borderRadius: "4px",
    cursor: "pointer",
  },
  ".cm-lintRange-error": wavy("var(--error)"),
  ".cm-lintRange-warning": wavy("var(--warning)"),
  ".cm-panels": {
    backgroundColor: "var(--raised)",
    color: "var(--text)",
    borderColor: "var(--line)",
    fontFamily: "var(--sans)",
  },
  ".cm-panel": { padding: "8px 12px" },
  ".cm-panel input, .cm-panel button": {
    font: "inherit",
    color: "inherit",
    backgroundColor: "var(--pane)",
    backgroundImage: "none",
    border: "1px solid var(--strong-line)",
    borderRadius: "4px",
    padding: "3px 8px",
  },
  ".cm-panel .refused": { color: "var(--error)", marginLeft: "8px" },
});
