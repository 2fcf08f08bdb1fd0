import type { FrameKind, OutputDeclaration, Register } from "../../automaton/automaton.ts";
import type { PatternDeclaration } from "../../syntax/tree.ts";
import { createRegister, only } from "../once.ts";
import { checkConstant, checkDuration } from "../parameter.ts";
import { type Declared, type FileScope, from } from "../scope.ts";
import { exampleOf, typeName, typeOrStandIn } from "../type.ts";
import { checkFields } from "./fields.ts";
import { itemsOf } from "./lanes.ts";

type Table<T> = Map<string, Declared<T>>;

/** `stack query { term: text } expires 30m, …`. */
export function checkKinds(pattern: PatternDeclaration, file: FileScope): Table<FrameKind> {
  const kinds: Table<FrameKind> = new Map();
  const stack = only(itemsOf(pattern, "stack"), "the stack", file.report);
  const fresh = createRegister(file.report, "frame kinds");
  for (const kind of stack?.kinds ?? []) {
    const name = kind.name.text;
    if (name === "top" || name === "bottom") {
      file.report.error("PDA0117", kind.name.span, `a frame kind cannot be called \`${name}\``, {
        label: `\`${name}\` is a place on the stack`,
        help: ["give it another name"],
      });
    }
    const value: FrameKind = {
      name,
      fields: checkFields(kind.fields, `frame kind \`${name}\``, file),
      expires: kind.expires && checkDuration(kind.expires, file, `the lifetime of \`${name}\``),
    };
    if (!fresh(kind.name)) continue;
    kinds.set(name, { value: from(file, kind.span, value), span: kind.name.span });
  }
  return kinds;
}

/** `remember last: number?`; a register is optional or has a first value (rule 26). */
export function checkRegisters(pattern: PatternDeclaration, file: FileScope): Table<Register> {
  const registers: Table<Register> = new Map();
  const fresh = createRegister(file.report, "registers");
  for (const item of itemsOf(pattern, "remember")) {
    const name = item.name.text;
    const type = typeOrStandIn(item.type, file);
    const initial =
      item.value && checkConstant(item.value, type, file, `the first value of \`${name}\``);
    if (item.value === null && !item.type.optional && !file.unsure.has(type)) {
      const end = item.type.span.end;
      file.report.error(
        "PDA0430",
        item.name.span,
        `register \`${name}\` has no first value and is not optional`,
        {
          label: "what is it at first?",
          help: [
            `give it a first value: \`remember ${name}: ${typeName(type)} = ${exampleOf(type)}\``,
            {
              text: `or let it be missing until it is assigned: \`remember ${name}: ${typeName(type)}?\``,
              edits: [{ span: { ...item.type.span, start: end }, replacement: "?" }],
            },
          ],
        },
      );
    }
    const value: Register = {
      name,
      type,
      optional: item.type.optional,
      initial: initial?.value ?? null,
    };
    if (!fresh(item.name)) continue;
    registers.set(name, { value: from(file, item.span, value), span: item.name.span });
  }
  return registers;
}

/** `emits alert overheated { … }`. */
export function checkOutputs(
  pattern: PatternDeclaration,
  file: FileScope,
): Table<OutputDeclaration> {
  const outputs: Table<OutputDeclaration> = new Map();
  const fresh = createRegister(file.report, "outputs");
  for (const item of itemsOf(pattern, "emits")) {
    const name = item.name.text;
    const value: OutputDeclaration = {
      name,
      kind: item.outputKind?.text ?? "output",
      fields: checkFields(item.fields, `output \`${name}\``, file),
    };
    if (!fresh(item.name)) continue;
    outputs.set(name, { value: from(file, item.span, value), span: item.name.span });
  }
  return outputs;
}
