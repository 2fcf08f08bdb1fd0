import { closest } from "../../diagnostic/suggest.ts";
import type { Mechanism, Values } from "./mechanism.ts";
import { mechanismNamed, mechanisms } from "./mechanisms.ts";
import type { ParameterValue } from "./parameter.ts";
import type { Pipeline, Stage } from "./pipeline.ts";
import { type Preset, presetNamed, presets } from "./presets.ts";

/** What is wrong with the text of a pipeline, and where. */
export interface PipelineProblem {
  readonly start: number;
  readonly end: number;
  /** A sentence that stands alone, without a full stop. */
  readonly message: string;
  /** A way out; may be empty. */
  readonly help: string;
}

export type PipelineReading =
  | { readonly pipeline: Pipeline; readonly problems: readonly [] }
  | { readonly pipeline: null; readonly problems: readonly PipelineProblem[] };

/** The pipeline that leaves everything as it was. */
const NOTHING = "none";

/**
 * Reads `collectors n=4 flush=5s | network tail=1%`. Stages stand between bars or, in a file, on lines;
 * `//` begins a comment. The name of a preset stands for its stages.
 */
export function readPipeline(text: string): PipelineReading {
  const problems: PipelineProblem[] = [];
  const stages: Stage[] = [];
  const pieces = piecesOf(text);
  const written = pieces.filter(({ words }) => words.length > 0);
  if (written.length === 0)
    problems.push({ start: 0, end: text.length, message: "there is no stage", help: EXAMPLE });
  for (const piece of pieces) {
    if (piece.words.length > 0) stages.push(...stagesOf(piece.words, written.length, problems));
    else if (piece.barred && written.length > 0)
      problems.push({ ...piece, message: "a stage is missing here", help: EXAMPLE });
  }
  return problems.length > 0
    ? { pipeline: null, problems }
    : { pipeline: { stages }, problems: [] };
}

/**
 * The shortest text that reads back to the same pipeline; with `all`, values that are the defaults are
 * written, too.
 */
export function spellPipeline({ stages }: Pipeline, { all = false } = {}): string {
  if (stages.length === 0) return NOTHING;
  return stages.map((stage) => spellStage(stage, all)).join(" | ");
}

/** Messages for people, each with its place in the text. */
export function tellProblems(text: string, problems: readonly PipelineProblem[]): string {
  return problems
    .map(({ start, end, message, help }) => {
      const from = text.lastIndexOf("\n", start - 1) + 1;
      const line = text.slice(from).split("\n", 1)[0]!;
      const length = Math.max(1, Math.min(end, from + line.length) - start);
      const mark = `${" ".repeat(start - from)}${"^".repeat(length)}`;
      return `${message}\n  ${line}\n  ${mark}\n${help === "" ? "" : `  ${help}\n`}`;
    })
    .join("");
}

const EXAMPLE = "write stages between bars: collectors n=4 flush=5s | network tail=1%";

function spellStage({ mechanism, values }: Stage, all: boolean): string {
  const { parameters } = mechanismNamed(mechanism)!;
  const written = Object.entries(parameters)
    .filter(([name, parameter]) => all || values[name] !== parameter.default)
    .map(([name, parameter]) => `${name}=${parameter.spell(values[name]!)}`);
  return [mechanism, ...written].join(" ");
}

interface Word {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

interface Piece {
  readonly words: readonly Word[];
  readonly start: number;
  readonly end: number;
  /** A bar stands beside it. */
  readonly barred: boolean;
}

function piecesOf(text: string): Piece[] {
  const plain = text.replace(/\/\/[^\n]*/g, (comment) => " ".repeat(comment.length));
  const pieces: Piece[] = [];
  let start = 0;
  for (const line of plain.split("\n")) {
    // A bar at the end or beginning of a line is the line's own separator.
    const parts = line.split("|");
    let at = start;
    for (const [i, part] of parts.entries()) {
      const edge = plain.includes("\n") && (i === 0 || i === parts.length - 1);
      pieces.push({
        words: wordsOf(part, at),
        start: Math.max(0, at - 1),
        end: Math.min(text.length, at + part.length + 1),
        barred: parts.length > 1 && !edge,
      });
      at += part.length + 1;
    }
    start += line.length + 1;
  }
  return pieces;
}

/** Blanks around `=` do not divide a word. */
const wordsOf = (part: string, at: number): Word[] =>
  [...part.matchAll(/[^\s=]*\s*=\s*[^\s=]*|[^\s=]+/g)].map(({ 0: text, index }) => ({
    text: text.replaceAll(/\s+/g, ""),
    start: at + index,
    end: at + index + text.trimEnd().length,
  }));

function stagesOf(
  [name, ...rest]: readonly Word[],
  stages: number,
  problems: PipelineProblem[],
): readonly Stage[] {
  const preset = presetNamed(name!.text);
  if (preset !== undefined) return presetStages(preset, rest, problems);
  const mechanism = mechanismNamed(name!.text);
  if (mechanism !== undefined) return [stageOf(mechanism, name!, rest, problems)];
  if (name!.text === NOTHING && rest.length === 0 && stages === 1) return [];
  problems.push({ ...name!, ...unknown(name!.text) });
  return [];
}

function presetStages(
  preset: Preset,
  [extra]: readonly Word[],
  problems: PipelineProblem[],
): readonly Stage[] {
  if (extra === undefined) return readPipeline(preset.pipeline).pipeline!.stages;
  problems.push({
    ...extra,
    message: `${preset.name} is a preset and takes no parameters`,
    help: `write its stages and change them: ${preset.pipeline}`,
  });
  return [];
}

function unknown(name: string): Pick<PipelineProblem, "message" | "help"> {
  const stages = mechanisms.map((each) => each.name);
  const names = presets.map((each) => each.name);
  const near = closest(name, [...stages, ...names]);
  return {
    message: `there is no stage or preset \`${name}\``,
    help:
      near === null
        ? `stages are ${stages.join(", ")}; presets are ${names.join(", ")}`
        : `did you mean \`${near}\`?`,
  };
}

function stageOf(
  mechanism: Mechanism,
  name: Word,
  words: readonly Word[],
  problems: PipelineProblem[],
): Stage {
  const values: Record<string, ParameterValue> = Object.fromEntries(
    Object.entries(mechanism.parameters).map(([key, parameter]) => [key, parameter.default]),
  );
  const given = new Set<string>();
  const before = problems.length;
  for (const word of words) {
    const problem = takeValue(mechanism, word, given, values);
    if (problem !== null) problems.push({ start: word.start, end: word.end, ...problem });
  }
  const message = problems.length > before ? null : mechanism.impossible(values);
  if (message !== null)
    problems.push({ start: name.start, end: words.at(-1)?.end ?? name.end, message, help: "" });
  return { mechanism: mechanism.name, values: values as Values };
}

function takeValue(
  { name, parameters }: Mechanism,
  { text }: Word,
  given: Set<string>,
  values: Record<string, ParameterValue>,
): Pick<PipelineProblem, "message" | "help"> | null {
  const [key = "", value = ""] = text.split("=");
  // `toString` is no parameter.
  const parameter = Object.hasOwn(parameters, key) ? parameters[key] : undefined;
  if (parameter === undefined) {
    const near = closest(key, Object.keys(parameters));
    return {
      message: `${name} has no parameter \`${key}\``,
      help:
        near === null
          ? `it has ${Object.keys(parameters).join(", ")}`
          : `did you mean \`${near}\`?`,
    };
  }
  const example = `${key}=${parameter.spell(parameter.default)}`;
  if (given.has(key)) return { message: `\`${key}\` is given twice`, help: "leave one of them" };
  given.add(key);
  if (value === "")
    return { message: `\`${key}\` has no value`, help: `write ${parameter.form}: ${example}` };
  const read = parameter.read(value);
  if (read === null)
    return {
      message: `\`${key}=${value}\` is no value of \`${key}\``,
      help: `write ${parameter.form}: ${example}`,
    };
  const refusal = parameter.refuse(read);
  if (refusal !== null)
    return {
      message: `\`${key}=${value}\` cannot be: ${refusal}`,
      help: `${key}: ${parameter.says}`,
    };
  values[key] = read;
  return null;
}
