import type { Type } from "../../automaton/automaton.ts";
import type { FieldDeclaration } from "../../syntax/tree.ts";
import { createRegister } from "../once.ts";
import { type FileScope, from } from "../scope.ts";
import { typeOrStandIn } from "../type.ts";

export interface Field {
  readonly name: string;
  readonly type: Type;
  readonly optional: boolean;
}

/** The fields of a frame kind or an output, `owner`: "frame kind `query`". */
export function checkFields(
  declarations: readonly FieldDeclaration[],
  owner: string,
  file: FileScope,
): Field[] {
  const fresh = createRegister(file.report, `fields of ${owner}`);
  const fields: Field[] = [];
  for (const field of declarations) {
    if (field.from !== null || field.rounded) {
      const word = field.rounded ? "rounded" : "from";
      file.report.error(
        "PDA0427",
        field.from?.span ?? field.span,
        `\`${word}\` says how a record is read, and ${owner} is not read from records`,
        { label: "not here", help: [`leave \`${word}\` out`] },
      );
    }
    const type = typeOrStandIn(field.type, file);
    if (!fresh(field.name)) continue;
    const { text: name, span } = field.name;
    fields.push(from(file, span, { name, type, optional: field.type.optional }));
  }
  return fields;
}
