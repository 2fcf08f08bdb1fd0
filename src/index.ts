/** The library: text to automaton, automaton to outputs. `pda` is made of it; see docs/library.md. */
export type { Automaton } from "./automaton/automaton.ts";
export { renderDot } from "./automaton/dot.ts";
export { fingerprint } from "./automaton/fingerprint.ts";
export { renderListing } from "./automaton/listing.ts";
export { renderMermaid } from "./automaton/mermaid.ts";
export { automatonSchema } from "./automaton/schema.ts";
export { renderSvg } from "./automaton/svg.ts";
export { verify } from "./automaton/verify.ts";
export {
  type Compilation,
  type CompiledPattern,
  type CompileOptions,
  compile,
  type Sources,
} from "./compile.ts";
export type { Diagnostic } from "./diagnostic/diagnostic.ts";
export { renderPretty } from "./diagnostic/render/pretty.ts";
export { loadTwin } from "./machine/compile.ts";
export { noCounts } from "./machine/counts.ts";
export type { Event } from "./machine/event.ts";
export { load, type Machine } from "./machine/machine.ts";
export type { Counts, DeadStep, Output } from "./machine/output.ts";
export { outputLine } from "./machine/render.ts";
export {
  advance,
  feed,
  finish,
  type Happening,
  nextDue,
  type Passage,
  type Visitor,
} from "./machine/visitor.ts";
export { avroFileReader } from "./records/avro-reader.ts";
export { openLog } from "./records/log.ts";
export { type LogAccounting, type LogRunOptions, runLog } from "./records/log-run.ts";
export { compiledRunner } from "./stream/compiled-table.ts";
export { type Listener, type Runner, referenceRunner } from "./stream/runner.ts";
export { runScenario } from "./stream/scenario-run.ts";
export { type StreamOptions, StreamRun } from "./stream/stream-run.ts";
export { format } from "./syntax/print.ts";
export { why } from "./why/why.ts";
