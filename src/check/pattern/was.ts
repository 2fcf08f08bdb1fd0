import type { Type } from "../../automaton/automaton.ts";
import type {
  FieldDeclaration,
  Name,
  PatternDeclaration,
  PatternItem,
  Was,
} from "../../syntax/tree.ts";
import type { Before, Mapping } from "../mapping.ts";
import { checkConstant } from "../parameter.ts";
import type { FileScope, PatternScope } from "../scope.ts";

/** Old names of one namespace, `what`: "state". Each is one thing, and none that there is still. */
class OldNames {
  private readonly what: string;
  private readonly present: ReadonlySet<string>;
  private readonly file: FileScope;
  private readonly taken = new Map<string, { readonly by: string; readonly at: Name }>();

  constructor(what: string, present: Iterable<string>, file: FileScope) {
    this.what = what;
    this.present = new Set(present);
    this.file = file;
  }

  /** Whether `name` may have been called `old`. */
  take(name: Name, old: Name): boolean {
    const { report } = this.file;
    if (old.text !== name.text && this.present.has(old.text)) {
      report.error(
        "PDA0123",
        old.span,
        `\`${name.text}\` was \`${old.text}\`, and there is still a ${this.what} \`${old.text}\``,
        {
          label: "a name of the new pattern",
          help: [
            `leave \`was ${old.text}\` out if that change has been made; else call one of the two something new`,
          ],
        },
      );
      return false;
    }
    const before = this.taken.get(old.text);
    if (before === undefined) {
      this.taken.set(old.text, { by: name.text, at: old });
      return true;
    }
    const both =
      before.by === name.text
        ? `\`${name.text}\` names \`${old.text}\` twice`
        : `\`${old.text}\` cannot have become both \`${before.by}\` and \`${name.text}\``;
    report.error("PDA0122", old.span, both, {
      label: "again",
      related: [{ span: before.at.span, text: "first here" }],
      help: ["leave it out at one of them: what an open session holds goes one way"],
    });
    return false;
  }
}

/** What the pattern says of the one before it. Whether that had such names, only `pda plan` can tell. */
export function checkMapping(
  { items }: PatternDeclaration,
  places: Iterable<string>,
  scope: PatternScope,
): Mapping {
  const owners = new OldNames("state, group or part", places, scope);
  const kinds = new OldNames("frame kind", scope.kinds.keys(), scope);
  const registers = new OldNames("register", scope.registers.keys(), scope);
  const mapping = {
    places: new Map<string, readonly string[]>(),
    kinds: new Map<string, string>(),
    registers: new Map<string, Before>(),
    fields: new Map<string, ReadonlyMap<string, Before>>(),
  };
  const visit = (item: PatternItem): void => {
    switch (item.kind) {
      case "state":
      case "group":
      case "part": {
        const was = item.kind === "state" ? item.was : item.was === null ? [] : [item.was];
        const olds = was.filter((old) => owners.take(item.name, old)).map(({ text }) => text);
        if (olds.length > 0) mapping.places.set(item.name.text, olds);
        if (item.kind !== "state") item.items.forEach(visit);
        return;
      }
      case "stack":
        for (const { name, was, fields } of item.kinds) {
          if (was !== null && kinds.take(name, was)) mapping.kinds.set(name.text, was.text);
          const found = checkFrameFields(name.text, fields, scope);
          if (found.size > 0) mapping.fields.set(name.text, found);
        }
        return;
      case "remember": {
        const type = scope.registers.get(item.name.text)?.value.type;
        const before = checkBefore(item, type, registers, scope);
        if (before !== null) mapping.registers.set(item.name.text, before);
        return;
      }
      case "emits":
        refuseWas(item.fields, "an output is sent and not kept", scope);
    }
  };
  items.forEach(visit);
  return mapping;
}

function checkFrameFields(
  kind: string,
  fields: readonly FieldDeclaration[],
  scope: PatternScope,
): Map<string, Before> {
  const found = new Map<string, Before>();
  if (fields.every(({ was }) => was === null)) return found;
  const names = fields.map(({ name }) => name.text);
  const olds = new OldNames(`field of \`${kind}\``, names, scope);
  const declared = scope.kinds.get(kind)?.value.fields ?? [];
  for (const field of fields) {
    const type = declared.find(({ name }) => name === field.name.text)?.type;
    const before = checkBefore(field, type, olds, scope);
    if (before !== null) found.set(field.name.text, before);
  }
  return found;
}

function checkBefore(
  { name, was }: { readonly name: Name; readonly was: Was | null },
  type: Type | undefined,
  olds: OldNames,
  scope: PatternScope,
): Before | null {
  if (was === null) return null;
  if (was.kind === "name")
    return olds.take(name, was.name) ? { kind: "name", name: was.name.text } : null;
  const constant =
    type && checkConstant(was.value, type, scope, `what \`${name.text}\` was before`);
  return constant ? { kind: "value", value: constant.value } : null;
}

/** `why` nothing of these fields can have been anything before. */
export function refuseWas(
  fields: readonly FieldDeclaration[],
  why: string,
  { report }: Pick<FileScope, "report">,
): void {
  for (const { was } of fields)
    if (was !== null)
      report.error("PDA0447", was.span, `${why}: its fields were nothing in open sessions`, {
        label: "not here",
        help: ["leave it out: `was` is for states, groups, parts, frames and registers"],
      });
}
