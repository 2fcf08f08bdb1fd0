const NAMED = /^(?:F2|F8|F12|Enter|Backspace|Delete|Home|End|Page(?:Up|Down)|Arrow\w+)$/;
/** Together with Ctrl, Alt or the command key; copying, pasting and what a browser does stays as it is. */
const CHORD = /^(?: |[zyuifm./[\]\\]|Enter|Backspace|Delete|Home|End|Arrow\w+)$/i;

export const isText = (event: KeyboardEvent): boolean =>
  event.key.length === 1 &&
  (event.getModifierState("AltGraph") || !(event.ctrlKey || event.altKey || event.metaKey));

/** A key that writes, moves or asks for something; what a browser does with the others stays as it is. */
export const known = (event: KeyboardEvent): boolean =>
  isText(event) || (event.ctrlKey || event.altKey || event.metaKey ? CHORD : NAMED).test(event.key);
