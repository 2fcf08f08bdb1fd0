import type { Automaton, Expression } from "../../automaton/automaton.ts";
import type { Span } from "../../diagnostic/diagnostic.ts";
import type { FrameObligation } from "../obligation.ts";
import type { FileScope, FrameRead } from "../scope.ts";
import { exampleOf } from "../type.ts";
import type { Gap } from "./examine.ts";
import { RegisterFlow } from "./flow.ts";
import { optionalField } from "./optionalField.ts";
import { without } from "./without.ts";

/**
 * Reports values that may be missing where one is needed (rule 26).
 * Reads of frames that only the stack can justify are given back, for saturation to prove.
 */
export function checkMissing(
  automaton: Automaton,
  /** The JSON pointers of its rules; asked for only where something is missing. */
  pointers: () => ReadonlyMap<object, string>,
  frameReads: ReadonlyMap<Expression, FrameRead>,
  certain: boolean,
  file: FileScope,
): FrameObligation[] {
  const obligations: FrameObligation[] = [];
  const told = new Set<string>();
  let known: ReadonlyMap<object, string> | null = null;
  const flow = new RegisterFlow(automaton, frameReads);
  flow.report(certain, (rule, site, gaps, state) => {
    known ??= pointers();
    const pointer = known.get(rule)!;
    for (const gap of gaps) {
      const span = file.origins.get(gap.read)!;
      const once = `${pointer} ${JSON.stringify(site)} ${span.start} ${gap.why} ${gap.kinds?.join(" ") ?? ""}`;
      if (told.has(once)) continue;
      told.add(once);
      if (gap.why === "missing") {
        const action = site === "guard" ? undefined : rule.actions[site.action];
        const other = action === undefined ? null : without(action, gap.read, automaton);
        report(gap, span, state, other === null ? [] : [other], frameReads, file);
      } else {
        const { of, kinds, field } = frameReads.get(gap.read)!;
        const optionalIn = kinds.filter((kind) => gap.kinds?.includes(kind) === false);
        obligations.push({
          pointer,
          site,
          reference: of,
          kinds: gap.kinds ?? kinds,
          field: field === null ? null : { name: field, type: gap.read.type, optionalIn },
          span,
        });
      }
    }
  });
  return obligations;
}

function report(
  { read, kinds = [] }: Gap,
  span: Span,
  state: string,
  declaring: readonly string[],
  frameReads: ReadonlyMap<Expression, FrameRead>,
  file: FileScope,
): void {
  const orElse = (words: string) =>
    `give it a value for that case: \`${words} or else ${exampleOf(read.type)}\``;
  const frame = frameReads.get(read);
  if (frame !== undefined) {
    const { message, ...details } = optionalField(frame.field!, kinds, frame.of, read.type);
    file.report.error("PDA0303", span, message, {
      ...details,
      help: [...details.help, ...declaring],
    });
    return;
  }
  switch (read.op) {
    case "field":
      file.report.error(
        "PDA0301",
        span,
        `\`${read.name}\` is optional, so it may be missing here`,
        {
          label: "may be missing",
          help: [`test it first: \`${read.name} is known and …\``, orElse(read.name), ...declaring],
        },
      );
      return;
    case "register":
      file.report.error(
        "PDA0302",
        span,
        `register \`${read.name}\` may still be missing in state \`${state}\``,
        {
          label: "may be missing",
          help: [
            `test it first: \`${read.name} is known and …\``,
            orElse(read.name),
            "or assign it on every way into this state",
            ...declaring,
          ],
        },
      );
      return;
    default: {
      const name = read.op === "call" ? read.function : "this";
      file.report.error(
        "PDA0304",
        span,
        `\`${name}\` gives nothing where the mark does not occur`,
        {
          label: "may be missing",
          help: [orElse(`${name}(…)`), ...declaring],
        },
      );
    }
  }
}
