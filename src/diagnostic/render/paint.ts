/** The few colours of the pretty form. Without colour every one leaves the text as it is. */
export interface Paint {
  readonly error: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly strong: (text: string) => string;
  /** Gutter and related labels. */
  readonly quiet: (text: string) => string;
  readonly help: (text: string) => string;
  readonly removed: (text: string) => string;
  readonly added: (text: string) => string;
}

const ESCAPE = "\u001b[";
const as = (codes: string) => (text: string) =>
  text === "" ? "" : `${ESCAPE}${codes}m${text}${ESCAPE}0m`;
const plain = (text: string): string => text;

const coloured: Paint = {
  error: as("1;31"),
  warning: as("1;33"),
  strong: as("1"),
  quiet: as("1;34"),
  help: as("1;36"),
  removed: as("31"),
  added: as("32"),
};
const uncoloured: Paint = {
  error: plain,
  warning: plain,
  strong: plain,
  quiet: plain,
  help: plain,
  removed: plain,
  added: plain,
};

export const paintWith = (colour: boolean): Paint => (colour ? coloured : uncoloured);
