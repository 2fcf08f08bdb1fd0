import type { Automaton, Expression } from "../../automaton/automaton.ts";
import type { Span } from "../../diagnostic/diagnostic.ts";
import type { FrameObligation } from "../obligation.ts";
import type { FileScope, FrameRead } from "../scope.ts";
import { exampleOf, typeName } from "../type.ts";
import type { Gap } from "./examine.ts";
import { frameKey } from "./facts.ts";
import { RegisterFlow } from "./flow.ts";

/**
 * Reports values that may be missing where one is needed (rule 26).
 * Reads of frames that only the stack can justify are given back, for saturation to prove.
 */
export function checkMissing(
  automaton: Automaton,
  /** The JSON pointer of each of its pieces. */
  pointers: ReadonlyMap<object, string>,
  frameReads: ReadonlyMap<Expression, FrameRead>,
  certain: boolean,
  file: FileScope,
): FrameObligation[] {
  const obligations: FrameObligation[] = [];
  const told = new Set<string>();
  const flow = new RegisterFlow(automaton, frameReads);
  flow.report(certain, (rule, site, gaps, state) => {
    const pointer = pointers.get(rule)!;
    for (const gap of gaps) {
      const span = file.origins.get(gap.read)!;
      const once = `${pointer} ${JSON.stringify(site)} ${span.start} ${gap.why}`;
      if (told.has(once)) continue;
      told.add(once);
      if (gap.why === "missing") report(gap, span, state, frameReads, file);
      else {
        const { of, kinds } = frameReads.get(gap.read)!;
        obligations.push({
          pointer: pointer,
          site,
          reference: of,
          kinds,
          span,
        });
      }
    }
  });
  return obligations;
}

function report(
  { read }: Gap,
  span: Span,
  state: string,
  frameReads: ReadonlyMap<Expression, FrameRead>,
  file: FileScope,
): void {
  const words = "…";
  const orElse = `give it a value for that case: \`${words} or else ${exampleOf(read.type)}\``;
  const frame = frameReads.get(read);
  if (frame !== undefined) {
    const name = `${frameKey(frame.of).replace("bound 0", "the frame")}.${frame.field}`;
    file.report.error(
      "PDA0303",
      span,
      `\`${frame.field}\` of \`${frame.kinds.join("`, `")}\` is optional, so it may be missing here`,
      {
        label: "may be missing",
        help: [
          orElse.replace(words, name.includes(" ") && !name.startsWith("nearest") ? words : name),
          `or declare it \`${frame.field}: ${typeName(read.type)}\`, without \`?\``,
        ],
      },
    );
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
          help: [
            `test it first: \`${read.name} is known and …\``,
            orElse.replace(words, read.name),
          ],
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
            orElse.replace(words, read.name),
            "or assign it on every way into this state",
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
          help: [orElse.replace(words, `${name}(…)`)],
        },
      );
    }
  }
}
