import { forms } from "../../grammar/builtins.ts";
import { Comma, LParen, RParen } from "../../grammar/tokens.ts";
import { endOf, isName } from "./complete/cursor.ts";
import type { Document } from "./document.ts";
import { builtinNamed, signatureText } from "./functions.ts";

export interface SignatureHelp {
  readonly signatures: readonly {
    readonly label: string;
    readonly documentation: string;
    /** Where the parameters stand in the label. */
    readonly parameters: readonly (readonly [start: number, end: number])[];
  }[];
  /** The first that takes so many arguments. */
  readonly active: number;
  readonly parameter: number;
}

/** The function whose arguments the cursor is in; read off the tokens, so that the call may be unfinished. */
export function signatureAt({ lexed }: Document, offset: number): SignatureHelp | null {
  const { tokens } = lexed;
  let at = tokens.findLastIndex((token) => endOf(token) <= offset);
  let parameter = 0;
  for (let closed = 0; at >= 0; at--) {
    const { tokenType } = tokens[at]!;
    if (tokenType === RParen) closed++;
    else if (tokenType === LParen && closed-- === 0) break;
    else if (tokenType === Comma && closed === 0) parameter++;
    else if (/^[{}]$/.test(tokens[at]!.image)) return null;
  }
  const name = tokens[at - 1];
  return name === undefined || !isName(name) ? null : helpFor(name.image, parameter);
}

function helpFor(name: string, parameter: number): SignatureHelp | null {
  const form = forms.find((one) => one.name === name);
  if (form !== undefined) {
    const label = `${name}(${form.name === "count" ? "kind" : form.name === "since" ? "t: time" : "frame"})`;
    const start = name.length + 1;
    const parameters = [[start, label.length - 1]] as const;
    return { signatures: [{ label, documentation: form.doc, parameters }], active: 0, parameter };
  }
  const builtin = builtinNamed(name);
  if (builtin === null) return null;
  const signatures = builtin.signatures.map((signature) => {
    const label = signatureText(name, signature);
    let from = name.length + 1;
    const parameters = signature.parameters.map((one) => {
      const text = `${one.name}: ${one.type}`;
      const start = label.indexOf(text, from);
      from = start + text.length;
      return [start, from] as const;
    });
    return { label, documentation: builtin.doc, parameters };
  });
  const fits = builtin.signatures.findIndex(
    ({ parameters, variadic }) => variadic === true || parameters.length > parameter,
  );
  const active = Math.max(0, fits);
  const most = builtin.signatures[active]!.parameters.length - 1;
  return { signatures, active, parameter: Math.min(parameter, most) };
}
