/**
 * All that is used of Chevrotain at run time. Its modules and those of the library it stands on are some 650 files,
 * and reading them takes longer than checking a pattern: the build puts Chevrotain's own one-file form in this
 * place (`scripts/one-file.ts`).
 */
export { createToken, EmbeddedActionsParser, EOF, isRecognitionException, Lexer } from "chevrotain";
