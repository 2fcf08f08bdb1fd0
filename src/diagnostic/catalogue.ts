import type { Code, Severity } from "./diagnostic.ts";

/**
 * What `pda explain CODE` prints, and what the error index is made of.
 * Each phase keeps its own table in catalogue/: syntax 0001-0099, names 0100-0199, types 0200-0299,
 * missing values 0300-0399, structure of a pattern 0400-0499 (order words from 0440), reachability and stack 0500-0599,
 * scenarios 0600-0699, files and parameters 0700-0799.
 */
export interface CatalogueEntry {
  readonly code: Code;
  readonly severity: Severity;
  /** A few words: "unknown event". */
  readonly title: string;
  /** Plain sentences: what is wrong, why it matters, what to do. */
  readonly explanation: string;
  /** A whole file that gets exactly this code (and, if it must, others). */
  readonly wrong: string;
  /** What the command line sets (`--set`), where that is what is wrong. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The same file put right: no diagnostic at all. */
  readonly right: string;
}
