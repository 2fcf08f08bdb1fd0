import type { Expression, Type } from "../../automaton/automaton.ts";
import type { Name } from "../../syntax/tree.ts";
import { node, type StepScope, stepWords } from "../scope.ts";
import { suggest } from "../spelling.ts";
import { integer, joinedText, sameType, text, time, typeName } from "../type.ts";
import { namesInReach } from "./inReach.ts";

/** One thing that a bare name could be. */
interface Meaning {
  /** "the register `last`". */
  readonly what: () => string;
  readonly make: () => Expression | null;
}

/** A bare name: rule 26 refuses one that could be two things. */
export function checkName(name: Name, scope: StepScope): Expression | null {
  const meanings = meaningsOf(name, scope);
  const only = meanings[0];
  if (only === undefined) return unknownName(name, scope);
  if (meanings.length === 1) {
    const value = only.make();
    return value && node(scope, name.span, value);
  }
  return scope.report.error(
    "PDA0108",
    name.span,
    `\`${name.text}\` could be ${meanings.map((one) => one.what()).join(" or ")}`,
    { label: "two things of one name", help: ["rename one of them"] },
  );
}

/** Whether a bare name stands for anything. */
export const isReadable = (name: Name, scope: StepScope): boolean =>
  meaningsOf(name, scope).length > 0;

function meaningsOf(name: Name, scope: StepScope): Meaning[] {
  const found: Meaning[] = [];
  const word = name.text;
  const put = (what: () => string, make: () => Expression | null) => found.push({ what, make });

  const lane = scope.lanes.get(word);
  if (lane !== undefined) {
    put(
      () => `the lane's \`${word}\``,
      () => ({ op: "lane", name: word, type: lane }),
    );
  } else if (scope.event.kind === "events") {
    const { names } = scope.event;
    const having = eventsWith(word, names, scope);
    if (having.length > 0)
      put(
        () => `a field of \`${having.join("`, `")}\``,
        () => eventField(name, names, scope),
      );
  }
  const register = scope.registers.get(word);
  if (register !== undefined) {
    put(
      () => `the register \`${word}\``,
      () => {
        scope.used.add(`register ${word}`);
        return { op: "register", name: word, type: register.value.type };
      },
    );
  }
  const parameter = scope.parameters.get(word);
  if (parameter !== undefined) {
    put(
      () => `the parameter \`${word}\``,
      () => {
        scope.used.add(`param ${word}`);
        return { op: "constant", value: parameter.value, type: parameter.type };
      },
    );
  }
  if (Object.hasOwn(stepWords, word)) {
    const op = stepWords[word]!;
    put(
      () => `the word \`${word}\``,
      () => ({ op, type: op === "key" ? text : time }),
    );
  } else if (word === scope.block.vocabulary.key.name) {
    put(
      () => "the key",
      () => ({ op: "key", type: text }),
    );
  }
  if (word === "depth")
    put(
      () => "the depth of the stack",
      () => ({ op: "depth", type: integer }),
    );
  if (scope.loop !== null) {
    if (word === "index")
      put(
        () => "the loop's `index`",
        () => ({ op: "loopIndex", type: integer }),
      );
    if (word === "count")
      put(
        () => "the loop's `count`",
        () => ({ op: "loopCount", type: integer }),
      );
    const part = scope.loop.part;
    if (part?.name === word)
      put(
        () => `the part \`${word}\``,
        () => ({ op: "part", type: part.type }),
      );
  }
  return found;
}

const eventOf = (name: string, scope: StepScope) =>
  scope.block.vocabulary.events.find((event) => event.name === name);

function eventsWith(field: string, events: readonly string[], scope: StepScope): string[] {
  const having: string[] = [];
  for (let i = 0; i < events.length; i++) {
    if (eventOf(events[i]!, scope)?.fields.some((f) => f.name === field)) having.push(events[i]!);
  }
  return having;
}

/** A field that all events of the trigger declare, with one type. */
function eventField(name: Name, events: readonly string[], scope: StepScope): Expression | null {
  const having = eventsWith(name.text, events, scope);
  const lacking = events.find((event) => !having.includes(event));
  if (lacking !== undefined) {
    return scope.report.error(
      "PDA0114",
      name.span,
      `\`${lacking}\` has no field \`${name.text}\`, only \`${having[0]}\` has`,
      {
        label: `not in \`${lacking}\``,
        related: fieldLabels(name.text, having, scope),
        help: [`write a rule of its own for \`${lacking}\``],
      },
    );
  }
  let type: Type | null = null;
  for (const event of events) {
    const field = eventOf(event, scope)?.fields.find((f) => f.name === name.text);
    if (field === undefined) continue;
    if (scope.unsure.has(field.type)) return null;
    if (type === null || sameType(type, field.type)) type = field.type;
    else if (type.kind === "text" && field.type.kind === "text")
      type = joinedText(type, field.type);
    else {
      return scope.report.error(
        "PDA0222",
        name.span,
        `\`${name.text}\` is ${typeName(type)} in \`${having[0]}\` and ${typeName(field.type)} in \`${event}\``,
        {
          label: "two types",
          related: fieldLabels(name.text, [having[0]!, event], scope),
          help: ["declare both alike, or write a rule for each event"],
        },
      );
    }
  }
  return type && { op: "field", name: name.text, type };
}

function fieldLabels(field: string, events: readonly string[], scope: StepScope) {
  return events.flatMap((event) => {
    const span = scope.block.fieldSpans.get(event)?.get(field);
    return span === undefined ? [] : [{ span, text: `declared in \`${event}\`` }];
  });
}

/** Words that are no values where they stand. */
function misplaced(name: Name, scope: StepScope): boolean {
  const word = name.text;
  const say = (message: string, label: string, help: string) => {
    scope.report.error("PDA0116", name.span, message, { label, help: [help] });
    return true;
  };
  if (
    word === "top" ||
    word === "bottom" ||
    scope.bound.some((b) => b.name === word) ||
    scope.loop?.kind === word
  ) {
    scope.report.error("PDA0223", name.span, `\`${word}\` is a frame, and a frame is no value`, {
      label: "a whole frame",
      help: [`read one of its fields, \`${word}.…\`, or test it: \`${word} is known\``],
    });
    return true;
  }
  if (word === "index" || word === "count") {
    return say(
      `\`${word}\` is known only inside \`for each\``,
      "not in a loop",
      word === "count"
        ? "count the frames of a kind with `count(K)`, all frames with `depth`"
        : "move it into a `for each`",
    );
  }
  if (word === "session") {
    return say(
      "`session` is no value by itself",
      "say which",
      "write `session.id`, `session.start`, `session.latest` or `session.events`",
    );
  }
  if (word === scope.block.vocabulary.time.name) {
    scope.report.error(
      "PDA0116",
      name.span,
      `the event's time is called \`at\` in a pattern, not \`${word}\``,
      {
        label: "the block's time",
        help: [{ text: "write `at`", edits: [{ span: name.span, replacement: "at" }] }],
      },
    );
    return true;
  }
  return false;
}

function unknownName(name: Name, scope: StepScope): null {
  if (scope.event.kind === "unknown") return null;
  if (misplaced(name, scope) || scope.echoes(name.text)) return null;
  const events = scope.block.vocabulary.events;
  const owner = events.find((event) => event.fields.some((f) => f.name === name.text));
  if (owner !== undefined && scope.event.kind !== "events")
    return outOfReach(name, owner.name, scope);
  if (owner !== undefined && scope.event.kind === "events") {
    const here = scope.event.names.join("`, `");
    return scope.report.error(
      "PDA0114",
      name.span,
      `\`${here}\` has no field \`${name.text}\`, but \`${owner.name}\` has`,
      {
        label: `not a field of \`${here}\``,
        related: fieldLabels(name.text, [owner.name], scope),
        help: [
          `declare the field for \`${scope.event.names[0]}\` too, or keep the value: \`remember ${name.text}: …?\` and \`${name.text} = …\` on \`${owner.name}\``,
        ],
      },
    );
  }
  const state = scope.kinds.has(name.text);
  return scope.report.error("PDA0107", name.span, `nothing here is called \`${name.text}\``, {
    label: "unknown name",
    help: state
      ? [
          `\`${name.text}\` is a frame kind: read a frame of it with \`nearest ${name.text}\` or \`top\``,
        ]
      : suggest(name, namesInReach(scope), "names that can be read here", Number.POSITIVE_INFINITY),
  });
}

function outOfReach(name: Name, owner: string, scope: StepScope): null {
  const why: Record<string, string> = {
    timer: "a timer's step has no event",
    end: "the end of a session has no event",
    other: "`on other` stands for events of several kinds",
    any: "`on any` stands for every record, undeclared ones too",
    overflow: "what happens when the stack is full is the same for all events",
  };
  return scope.report.error(
    "PDA0115",
    name.span,
    `\`${name.text}\` of \`${owner}\` cannot be read here: ${why[scope.event.kind]}`,
    {
      label: "no field can be read here",
      help: [
        ...onStack(name, scope),
        scope.event.kind === "other" || scope.event.kind === "any"
          ? `name the events: \`on ${owner}\``
          : `keep the value when it comes: \`remember last_${name.text}: …?\`, and on \`${owner}\` \`last_${name.text} = ${name.text}\``,
      ],
    },
  );
}

/** A frame that has a field of that name, which the stack may have kept where the event is gone. */
function onStack(name: Name, scope: StepScope): string[] {
  const kinds = [...scope.kinds.values()].map(({ value }) => value);
  const having = kinds.filter((kind) => kind.fields.some((field) => field.name === name.text));
  const [one] = having;
  if (one === undefined) return [];
  const frame = having.length === kinds.length ? "top" : `nearest ${one.name}`;
  return [`a frame of \`${one.name}\` keeps it: read \`${frame}.${name.text}\``];
}
