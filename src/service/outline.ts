import type { Span } from "../diagnostic/diagnostic.ts";
import type { Declaration, Name, PatternItem, Rule } from "../syntax/tree.ts";
import type { Document } from "./document.ts";

export type OutlineKind =
  | "file"
  | "parameter"
  | "events"
  | "event"
  | "pattern"
  | "scenario"
  | "state"
  | "group"
  | "part"
  | "frame kind"
  | "register"
  | "output"
  | "rule";

export interface OutlineItem {
  readonly name: string;
  readonly kind: OutlineKind;
  /** A few words beside the name. */
  readonly detail: string;
  readonly whole: Span;
  /** Where the name stands. */
  readonly place: Span;
  readonly inside: readonly OutlineItem[];
}

/** What a text holds, in written order; parts that cannot be read are left out. */
export function outline({ file }: Document): readonly OutlineItem[] {
  const text = (span: Span) => file.source.text.slice(span.start, span.end);
  return file.declarations.map((one) => declarationItem(one, text));
}

type TextOf = (span: Span) => string;

const entry = (
  kind: OutlineKind,
  name: Name,
  whole: Span,
  inside: readonly OutlineItem[] = [],
  detail = "",
): OutlineItem => ({ name: name.text, kind, detail, whole, place: name.span, inside });

function declarationItem(one: Declaration, text: TextOf): OutlineItem {
  switch (one.kind) {
    case "use":
      return entry("file", { text: one.path.value, span: one.path.span }, one.span);
    case "param":
      return entry("parameter", one.name, one.span, [], text(one.type.span));
    case "events":
      return entry(
        "events",
        one.name,
        one.span,
        one.items.flatMap((item) =>
          item.kind === "event" ? [entry("event", item.name, item.span)] : [],
        ),
      );
    case "scenario":
      return entry(
        "scenario",
        { text: one.title.value === "" ? '""' : one.title.value, span: one.title.span },
        one.span,
        [],
        one.pattern.text,
      );
    case "pattern":
      return entry(
        "pattern",
        one.name,
        one.span,
        one.items.flatMap((item) => patternItem(item, text)),
        `on ${one.on.text}`,
      );
  }
}

function patternItem(item: PatternItem, text: TextOf): OutlineItem[] {
  switch (item.kind) {
    case "stack":
      return item.kinds.map((kind) => entry("frame kind", kind.name, kind.span));
    case "remember":
      return [entry("register", item.name, item.span, [], text(item.type.span))];
    case "emits":
      return [entry("output", item.name, item.span, [], item.outputKind?.text ?? "")];
    case "state":
      return [
        entry(
          "state",
          item.name,
          item.span,
          item.rules.map((rule) => ruleItem(rule, text)),
        ),
      ];
    case "group":
    case "part":
      return [
        entry(
          item.kind,
          item.name,
          item.span,
          item.items.flatMap((one) => patternItem(one, text)),
        ),
      ];
    case "on":
    case "timer":
    case "onEnd":
    case "afterwards":
      return [ruleItem(item, text)];
    default:
      return [];
  }
}

/** A rule is called by its head: `on view, cart -> found`. */
function ruleItem(rule: Rule, text: TextOf): OutlineItem {
  const target = "target" in rule && rule.target !== null ? `-> ${rule.target.text}` : "";
  const head = ruleHead(rule, text);
  const span = { ...rule.span, end: Math.min(rule.span.end, rule.span.start + head.length) };
  return entry("rule", { text: head, span }, rule.span, [], target);
}

export function ruleHead(rule: Rule, text: TextOf): string {
  switch (rule.kind) {
    case "on":
      return `on ${flat(text(rule.trigger.span))}`;
    case "afterwards":
      return `afterwards on ${flat(text(rule.trigger.span))}`;
    case "onEnd":
      return "on end";
    case "timer": {
      const time = flat(text(rule.duration.span));
      if (rule.timer === "within") return `within ${time} else`;
      return `after ${time}${rule.timer === "idle" ? " idle" : ""}`;
    }
  }
}

const flat = (text: string): string => text.replaceAll(/\s+/g, " ");
