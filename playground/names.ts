/** The name under which the editor's text is known to diagnostics and spans. */
export const PATTERN_NAME = "pattern.pda";
