import type { Type } from "../../automaton/automaton.ts";
import type { FieldDeclaration } from "../../syntax/tree.ts";
import { createRegister } from "../once.ts";
import type { FileScope } from "../scope.ts";
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
    if (!fresh(field.name)) continue;
    if (field.from !== null || field.rounded) {
      const word = field.rounded ? "rounded" : "from";
      file.report.error(
        "PDA0427",
        field.from?.span ?? field.span,
        `\`${word}\` says how a record is read, and ${owner} is not read from records`,
        { label: "not here", help: [`leave \`${word}\` out`] },
      );
    }
    fields.push({
      name: field.name.text,
      type: typeOrStandIn(field.type, file),
      optional: field.type.optional,
    });
  }
  return fields;
}
