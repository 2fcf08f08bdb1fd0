/** A negative nothing, which no whole number is: what follows is written in another way. */
export const ESCAPE = 1;

/** In the length of a text: it is no Unicode, and written in pairs of bytes. */
export const UTF16 = 1;
