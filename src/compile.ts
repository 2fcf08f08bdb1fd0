import { analyse, type Facts } from "./analysis/analyse.ts";
import type { Automaton, Vocabulary } from "./automaton/automaton.ts";
import { build, type SourceMap } from "./automaton/build.ts";
import { rulePointers } from "./automaton/pointers.ts";
import type { CompiledScenario } from "./check/compiledScenario.ts";
import { type Load, loadFiles, lostParts } from "./check/file.ts";
import type { Mapping } from "./check/mapping.ts";
import { checkMissing } from "./check/missing/check.ts";
import type { FrameObligation } from "./check/obligation.ts";
import { createRegister } from "./check/once.ts";
import { checkParameter, unknownSetting } from "./check/parameter.ts";
import { checkPattern } from "./check/pattern/pattern.ts";
import { createReport, hasErrors, isWhole, type Report } from "./check/report.ts";
import { checkScenario } from "./check/scenario.ts";
import type { FileScope, Origins, Parameter, VocabularyScope } from "./check/scope.ts";
import { namesIn, suggest } from "./check/spelling.ts";
import { tellOnce } from "./check/tellOnce.ts";
import { checkVocabulary } from "./check/vocabulary/vocabulary.ts";
import type { Code, Diagnostic, Source } from "./diagnostic/diagnostic.ts";
import type { Declaration, EventsDeclaration, File, PatternDeclaration } from "./syntax/tree.ts";

export interface CompiledPattern {
  readonly automaton: Automaton;
  /** Where a piece was written, by JSON pointer into the automaton: `/states/2/transitions/0/guard`. */
  readonly sourceMap: SourceMap;
  /** Reads of frames that the stack had to justify; it did. */
  readonly obligations: readonly FrameObligation[];
  /** What is proved of it. */
  readonly facts: Facts;
  /** What its text says of the pattern before it; for `pda plan`. */
  readonly mapping: Mapping;
}

export interface Compilation {
  /** In written order; those with errors are left out. */
  readonly patterns: readonly CompiledPattern[];
  /** Those of compiled patterns, in written order. */
  readonly scenarios: readonly CompiledScenario[];
  readonly vocabularies: readonly Vocabulary[];
  readonly diagnostics: readonly Diagnostic[];
  /** Every text that was read, the main one first. */
  readonly sources: readonly Source[];
}

export interface Sources {
  readonly main: Source;
  /** The text behind `use "path"` in the source named `from`; null where there is none. */
  readonly load: Load;
}

export interface CompileOptions {
  /** Settings from outside (`--set limit=7`), as text. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** Text to automata, with all that is wrong with the text. Never throws for what a text holds. */
export function compile(sources: Sources, options: CompileOptions = {}): Compilation {
  const report = createReport();
  const { files, syntax } = loadFiles(sources.main, sources.load, report);
  const main = files.at(-1)!;
  const file: FileScope = {
    report,
    origins: new Map() as Origins,
    parameters: new Map(),
    used: new Set(),
    shown: namesIn(of(main, "scenario")),
    unsure: new Set(),
    ...lostParts({ files, syntax }),
  };
  const parameters = checkParameters(files, options, file);
  const declared = new Set(files.flatMap((one) => of(one, "param").map(({ name }) => name.text)));
  const withParameters: FileScope = {
    ...file,
    parameters,
    echoes: (name, besides) =>
      file.echoes(name, besides) || (declared.has(name) && !parameters.has(name)),
  };
  const blocks = checkBlocks(files, withParameters);
  const patterns = checkPatterns(main, blocks, withParameters);
  const unsound = of(main, "pattern").filter(({ name }) => !patterns.get(name.text)?.compiled);
  reportUnusedParameters(main, unsound, withParameters);
  const scenarios = checkScenarios(main, patterns, withParameters);
  const compiled = [...patterns.values()].flatMap((one) => one.compiled ?? []);
  return {
    patterns: compiled,
    scenarios,
    vocabularies: [...blocks.values()].map((block) => block.vocabulary),
    diagnostics: tellOnce(inOrder([...syntax, ...report.diagnostics], files)),
    sources: [...files].reverse().map((one) => one.source),
  };
}

function of<K extends Declaration["kind"]>(file: File, kind: K) {
  return file.declarations.filter(
    (one): one is Extract<Declaration, { kind: K }> => one.kind === kind,
  );
}

function checkParameters(
  files: readonly File[],
  { parameters: settings = {} }: CompileOptions,
  file: FileScope,
): Map<string, Parameter> {
  const found = new Map<string, Parameter>();
  const declared = new Set<string>();
  const scope: FileScope = { ...file, parameters: found };
  const fresh = createRegister(file.report, "parameters");
  for (const declaration of files.flatMap((one) => of(one, "param"))) {
    const name = declaration.name.text;
    const again = declared.has(name);
    const setting = !again && Object.hasOwn(settings, name) ? settings[name] : undefined;
    const parameter = checkParameter(declaration, setting, scope);
    if (fresh(declaration.name) && parameter !== null) found.set(name, parameter);
    declared.add(name);
  }
  const { name: source } = files.at(-1)!.source;
  for (const name of Object.keys(settings)) {
    if (declared.has(name)) continue;
    unknownSetting(name, [...found.values()], { source, start: 0, end: 0 }, file);
  }
  return found;
}

/** Blocks by name. A second one of a name in one file is a mistake; in another file it adds to the first. */
function checkBlocks(files: readonly File[], file: FileScope): Map<string, VocabularyScope> {
  const declarations = new Map<string, EventsDeclaration[]>();
  for (const one of files) {
    const fresh = createRegister(file.report, "blocks of events");
    for (const block of of(one, "events")) {
      if (!fresh(block.name)) continue;
      const before = declarations.get(block.name.text) ?? [];
      declarations.set(block.name.text, [...before, block]);
    }
  }
  return new Map([...declarations].map(([name, blocks]) => [name, checkVocabulary(blocks, file)]));
}

/** A declared pattern. */
interface CheckedPattern {
  /** null where it has errors. */
  readonly compiled: CompiledPattern | null;
  /** Its automaton as far as it can be told, for checking scenarios; null without events. */
  readonly outline: Automaton | null;
}

function checkPatterns(
  main: File,
  blocks: ReadonlyMap<string, VocabularyScope>,
  file: FileScope,
): Map<string, CheckedPattern> {
  const patterns = new Map<string, CheckedPattern>();
  const fresh = createRegister(file.report, "patterns");
  const echoesIn = (own: PatternDeclaration) => (name: string) =>
    file.echoes(
      name,
      declarations.filter((one) => one !== own).map(({ span }) => span),
    );
  const declarations = of(main, "pattern");
  for (const declaration of declarations) {
    const block = findBlock(declaration, blocks, file);
    const checked =
      block === null
        ? { compiled: null, outline: null }
        : compilePattern(declaration, block, { ...file, echoes: echoesIn(declaration) });
    if (fresh(declaration.name)) patterns.set(declaration.name.text, checked);
  }
  return patterns;
}

function findBlock(
  { on }: PatternDeclaration,
  blocks: ReadonlyMap<string, VocabularyScope>,
  file: FileScope,
): VocabularyScope | null {
  const block = blocks.get(on.text);
  if (block !== undefined || file.echoes(on.text)) return block ?? null;
  return file.report.error(
    "PDA0111",
    on.span,
    `there is no block of events called \`${on.text}\``,
    {
      label: "unknown events",
      help: suggest(on, blocks.keys(), "blocks of events"),
    },
  );
}

function compilePattern(
  declaration: PatternDeclaration,
  block: VocabularyScope,
  file: FileScope,
): CheckedPattern {
  const report = createReport();
  const scope: FileScope = { ...file, report };
  const typed = checkPattern(declaration, block, scope);
  const whole = block.valid && isWhole(report.diagnostics) && !file.broken(declaration.span);
  const { automaton, sourceMap } = build(typed, file.origins);
  const pointers = () => rulePointers(automaton);
  const obligations = checkMissing(automaton, pointers, typed.frameReads, !whole, scope);
  hand(report.diagnostics, file.report);
  if (!whole) return { compiled: null, outline: automaton };
  const { diagnostics, facts } = analyse(automaton, sourceMap, obligations);
  const found = withoutEchoes(diagnostics, report.diagnostics);
  hand(found, file.report);
  const compiled =
    hasErrors(report.diagnostics) || hasErrors(found)
      ? null
      : { automaton, sourceMap, obligations, facts, mapping: typed.mapping };
  return { compiled, outline: automaton };
}

/** What follows from a rule that can never fire: nothing is said of it where an error already tells of the rule. */
const consequences: ReadonlySet<Code> = new Set(["PDA0500", "PDA0501", "PDA0510"]);

/** Without what errors in the text have shown already. */
function withoutEchoes(found: readonly Diagnostic[], told: readonly Diagnostic[]): Diagnostic[] {
  const errors = told.filter(({ severity }) => severity === "error");
  const tooLate = errors.some(({ code }) => code === "PDA0406");
  return found.filter(({ code, primary: { span } }) => {
    if (tooLate && consequences.has(code)) return false;
    return !errors.some(
      ({ primary: { span: at } }) => span.start <= at.start && at.end <= span.end,
    );
  });
}

function hand(found: readonly Diagnostic[], to: Report): void {
  for (const { code, severity, message, primary, related, help } of found) {
    const details = { label: primary.text, related, help };
    if (severity === "error") to.error(code, primary.span, message, details);
    else to.warning(code, primary.span, message, details);
  }
}

/** Only the main file's: a used one may serve many. What wrong patterns mention may be used there. */
function reportUnusedParameters(
  main: File,
  unsound: readonly PatternDeclaration[],
  file: FileScope,
): void {
  if (of(main, "pattern").length === 0) return;
  const mentioned = new Set([
    ...namesIn(unsound),
    ...main.lost.flatMap(({ names }) => names),
    // Names that were offered for misspelt ones.
    ...file.report.diagnostics.flatMap(({ help }) =>
      help.flatMap(({ edits }) => (edits ?? []).map(({ replacement }) => replacement)),
    ),
  ]);
  for (const { name } of of(main, "param")) {
    if (file.used.has(`param ${name.text}`) || mentioned.has(name.text)) continue;
    file.report.warning("PDA0120", name.span, `parameter \`${name.text}\` is never used`, {
      label: "never used",
      help: ["use it in a guard or a duration, or remove it"],
    });
  }
}

function checkScenarios(
  main: File,
  patterns: ReadonlyMap<string, CheckedPattern>,
  file: FileScope,
): CompiledScenario[] {
  return of(main, "scenario").flatMap((scenario) => {
    const before = file.report.diagnostics.length;
    const checked = checkScenario(scenario, patterns, file);
    const sound = !hasErrors(file.report.diagnostics.slice(before));
    const { compiled } = patterns.get(scenario.pattern.text) ?? { compiled: null };
    return checked !== null && sound && compiled !== null && !file.broken(scenario.span)
      ? [checked]
      : [];
  });
}

/** By file, the main one first, then by place. */
function inOrder(diagnostics: readonly Diagnostic[], files: readonly File[]): Diagnostic[] {
  const order = new Map([...files].reverse().map((file, at) => [file.source.name, at]));
  const rank = (one: Diagnostic) => order.get(one.primary.span.source) ?? files.length;
  return [...diagnostics].sort(
    (a, b) => rank(a) - rank(b) || a.primary.span.start - b.primary.span.start,
  );
}
