import type { Expression, FrameReference, Type } from "../../automaton/automaton.ts";
import type { Help } from "../../diagnostic/diagnostic.ts";
import { closest } from "../../diagnostic/suggest.ts";
import type { Name, Expression as Written } from "../../syntax/tree.ts";
import { type FrameRead, node, type StepScope, sessionWords } from "../scope.ts";
import { suggest } from "../spelling.ts";
import { integer, joinedText, sameType, text, time, typeName } from "../type.ts";

type Of<K extends Written["kind"]> = Extract<Written, { kind: K }>;

export interface Frame {
  readonly of: FrameReference;
  /** What it can be. */
  readonly kinds: readonly string[];
}

/** `top`, `bottom`, `nearest K`, or the name of a loop's or an `any`'s frame; "none" where it is no frame. */
export function frameOf(written: Written, scope: StepScope): Frame | null | "none" {
  if (written.kind === "nearest") {
    const kind = declaredKind(written.frame, scope);
    return kind === null ? null : { of: { frame: "nearest", kind }, kinds: [kind] };
  }
  if (written.kind !== "name") return "none";
  const word = written.name.text;
  const depth = scope.bound.findIndex((one) => one.name === word);
  if (depth >= 0) return { of: { frame: "bound", depth }, kinds: [scope.bound[depth]!.kind] };
  if (scope.loop?.kind === word) return { of: { frame: "loop" }, kinds: [word] };
  if (word !== "top" && word !== "bottom") return "none";
  if (scope.kinds.size === 0 && !scope.echoes("stack")) {
    return scope.report.error(
      "PDA0105",
      written.span,
      `\`${word}\` reads the stack, and pattern \`${scope.name}\` declares none`,
      { label: "no stack", help: ["declare what it holds: `stack query { term: text }`"] },
    );
  }
  // Its kinds stand in a part that could not be read.
  if (scope.kinds.size === 0) return null;
  return { of: { frame: word }, kinds: [...scope.kinds.keys()] };
}

/** The frame kind of that name, which counts as used for reading. */
export function declaredKind(name: Name, scope: StepScope): string | null {
  if (scope.kinds.has(name.text)) return name.text;
  if (scope.echoes(name.text)) return null;
  return scope.report.error("PDA0105", name.span, `there is no frame kind \`${name.text}\``, {
    label: "unknown frame kind",
    help:
      scope.kinds.size === 0
        ? [`declare it: \`stack ${name.text} { … }\``]
        : suggest(name, scope.kinds.keys(), "frame kinds"),
  });
}

export function checkMember(written: Of<"member">, scope: StepScope): Expression | null {
  const { object, member } = written;
  const frame = frameOf(object, scope);
  if (frame === null) return null;
  if (frame !== "none") return frameField(written, frame, member, scope);
  if (object.kind === "name" && object.name.text === "session") {
    const op = Object.hasOwn(sessionWords, member.text) ? sessionWords[member.text] : undefined;
    if (op === undefined) {
      return scope.report.error("PDA0113", member.span, `a session has no \`${member.text}\``, {
        label: "unknown",
        help: suggest(member, Object.keys(sessionWords), "words after `session.`"),
      });
    }
    const type = op === "sessionId" ? text : op === "sessionEvents" ? integer : time;
    return node(scope, written.span, { op, type });
  }
  const word = object.kind === "name" ? object.name.text : null;
  if (word !== null && scope.kinds.has(word)) {
    return scope.report.error(
      "PDA0118",
      object.span,
      `\`${word}\` is a kind of frame, not one frame`,
      {
        label: "which one?",
        help: [
          {
            text: `read the topmost of its kind: \`nearest ${word}.${member.text}\``,
            edits: [{ span: object.span, replacement: `nearest ${word}` }],
          },
        ],
      },
    );
  }
  const told = word === null ? null : toldOfEvent(word, member, scope);
  if (told !== null) {
    const { message, label, write } = told;
    const edits = [{ span: written.span, replacement: write }];
    return scope.report.error("PDA0118", object.span, message, {
      label,
      help: [{ text: `write \`${write}\``, edits }],
    });
  }
  return scope.report.error(
    "PDA0118",
    object.span,
    "only frames and `session` have something after a dot",
    {
      label: "has no fields",
      help: suggest(
        { text: word ?? "", span: object.span },
        ["session", ...frameNames(scope)],
        "things that can be read with a dot",
      ),
    },
  );
}

/** `view.term`, `event.term`, `e.time`: what belongs to the event at hand, under any name that it was given. */
function toldOfEvent(
  word: string,
  member: Name,
  scope: StepScope,
): { readonly message: string; readonly label: string; readonly write: string } | null {
  const { vocabulary } = scope.block;
  const declared = vocabulary.events.some((event) => event.name === word);
  if (!declared && (scope.event.kind !== "events" || closest(word, frameNames(scope)) !== null))
    return null;
  const label = declared ? "an event" : "no frame, and not `session`";
  const names = scope.event.kind === "events" ? scope.event.names : [];
  const has = vocabulary.events.some(
    ({ name, fields }) =>
      (name === word || names.includes(name)) && fields.some((field) => field.name === member.text),
  );
  if (!has && [vocabulary.time.name, "time", "timestamp"].includes(member.text))
    return { message: "the event's time is called `at` in a pattern", label, write: "at" };
  if (!has && !declared) return null;
  const whose = declared ? word : names.join("`, `");
  return {
    message: `fields of \`${whose}\` are read by their bare name`,
    label,
    write: member.text,
  };
}

/** What `top` and its like are called here. */
export const frameNames = (scope: StepScope): string[] => [
  "top",
  "bottom",
  ...scope.bound.map((one) => one.name),
  ...(scope.loop === null ? [] : [scope.loop.kind]),
];

function frameField(
  written: Of<"member">,
  frame: Frame,
  member: Name,
  scope: StepScope,
): Expression | null {
  const having = frame.kinds.flatMap((kind) => {
    const field = scope.kinds.get(kind)?.value.fields.find((one) => one.name === member.text);
    return field === undefined ? [] : [{ kind, field }];
  });
  const first = having[0];
  if (first === undefined) {
    const fields = frame.kinds.flatMap(
      (k) => scope.kinds.get(k)?.value.fields.map((f) => f.name) ?? [],
    );
    const owner = frame.kinds.length === 1 ? `frame kind \`${frame.kinds[0]}\`` : "any frame kind";
    const none = frame.kinds.length === 1 ? `has no field` : "has a field";
    return scope.report.error(
      "PDA0113",
      member.span,
      frame.kinds.length === 1
        ? `${owner} ${none} \`${member.text}\``
        : `no frame kind ${none} \`${member.text}\``,
      {
        label: "unknown field",
        help: asForm(written) ?? suggest(member, fields, "fields of frames here"),
      },
    );
  }
  for (const { kind } of having) scope.used.add(`field of kind ${kind} ${member.text}`);
  if (having.some((one) => scope.unsure.has(one.field.type))) return null;
  let type: Type = first.field.type;
  for (const { kind, field } of having) {
    if (sameType(type, field.type)) continue;
    if (type.kind === "text" && field.type.kind === "text") type = joinedText(type, field.type);
    else {
      return scope.report.error(
        "PDA0222",
        member.span,
        `\`${member.text}\` is ${typeName(type)} in frames of kind \`${first.kind}\` and ${typeName(field.type)} in \`${kind}\``,
        { label: "two types", help: [`say which: \`nearest ${first.kind}.${member.text}\``] },
      );
    }
  }
  let value: Expression | null = null;
  for (const { kind, field } of [...having].reverse()) {
    const read: Expression = node(scope, written.span, {
      op: "frameField",
      of: frame.of,
      kind,
      name: member.text,
      type: field.type,
    });
    value = value === null ? read : { op: "orElse", left: read, right: value, type };
  }
  return noted(written, value!, scope, {
    of: frame.of,
    kinds: having.map((one) => one.kind),
    field: member.text,
    optionalIn: having.filter((one) => one.field.optional).map((one) => one.kind),
  });
}

/** `top.kind` is written `kind(top)`. */
function asForm({ object, member, span }: Of<"member">): Help[] | null {
  if ((member.text !== "kind" && member.text !== "age") || object.kind !== "name") return null;
  const replacement = `${member.text}(${object.name.text})`;
  return [{ text: `write \`${replacement}\``, edits: [{ span, replacement }] }];
}

/** A read of a frame, for the check of missing values. */
export function noted(
  written: Written,
  value: Expression,
  scope: StepScope,
  read: FrameRead,
): Expression {
  scope.frameReads.set(value, read);
  return node(scope, written.span, value);
}

/** A frame stands where a value is wanted. */
export function frameAsValue(written: Of<"nearest">, scope: StepScope): null {
  const frame = frameOf(written, scope);
  if (frame === null) return null;
  return scope.report.error(
    "PDA0223",
    written.span,
    `\`nearest ${written.frame.text}\` is a frame, and a frame is no value`,
    {
      label: "a whole frame",
      help: [
        `read one of its fields, \`nearest ${written.frame.text}.…\`, or test it: \`nearest ${written.frame.text} is known\``,
      ],
    },
  );
}
