import type { PatternDeclaration, PatternItem } from "../syntax/tree.ts";
import type { Document } from "./document.ts";
import { allActions, rulesOf, topsText } from "./effect.ts";
import type { PatternFindings } from "./findings.ts";
import { meaningsOf } from "./names/expression.ts";
import { outsideSteps } from "./names/rule.ts";
import type { Project } from "./project.ts";

export interface InlayHint {
  readonly offset: number;
  readonly label: string;
  readonly documentation: string;
}

/** What the checker knows and the text does not say: what is on top in a state, how high the stack grows, the type of a share. */
export function inlayHints(document: Document, project: Project): readonly InlayHint[] {
  const { file, source } = document;
  const hints: InlayHint[] = [];
  for (const one of file.declarations) {
    if (one.kind !== "pattern") continue;
    const proved = project.proved(source.name, one.name.text);
    if (proved !== null) hints.push(...provedHints(one, proved));
  }
  return [...hints, ...shareHints(document, project)].sort((a, b) => a.offset - b.offset);
}

function provedHints(
  pattern: PatternDeclaration,
  { tops, stackBound }: PatternFindings,
): InlayHint[] {
  const stack = pattern.items.find((item) => item.kind === "stack");
  if (stack === undefined) return [];
  const hints: InlayHint[] = [];
  if (stackBound !== null) {
    const label = `at most ${stackBound} deep`;
    const documentation = "The most frames that the stack can hold: proved for every log.";
    hints.push({ offset: stack.span.end, label, documentation });
  }
  const visit = (item: PatternItem): void => {
    if (item.kind === "group" || item.kind === "part") for (const inner of item.items) visit(inner);
    const top = item.kind === "state" ? tops[item.name.text] : undefined;
    if (item.kind !== "state" || top === undefined) return;
    const label = `top: ${topsText(top).replaceAll("`", "")}`;
    const documentation = "What can be on top of the stack in this state: proved for every log.";
    hints.push({ offset: item.name.span.end, label, documentation });
  };
  for (const item of pattern.items) visit(item);
  return hints;
}

/** A share is of the type of the amount that is split. */
function shareHints(document: Document, project: Project): InlayHint[] {
  const bound = project.bound(document);
  return rulesOf(document.file).flatMap(({ pattern, rule }) =>
    allActions(rule.actions).flatMap((action) => {
      if (action.kind !== "forEach" || action.sharing?.amount.kind !== "name") return [];
      const names = bound.patterns.get(pattern.name.text);
      if (names === undefined || rule.kind === "timer" || rule.kind === "onEnd") return [];
      const { trigger } = rule;
      const events = trigger.kind === "events" ? trigger.names.map(({ text }) => text) : [];
      const step = { ...outsideSteps(names), events };
      const [thing] = meaningsOf(action.sharing.amount.name.text, step);
      const type = thing?.definitions[0]?.type;
      if (type == null) return [];
      const documentation = "A share has the type of the amount.";
      return [{ offset: action.sharing.as.span.end, label: `: ${type}`, documentation }];
    }),
  );
}
