import type { Lanes, SessionLimits, Type } from "../../automaton/automaton.ts";
import { durationText } from "../../syntax/durations.ts";
import type { PatternDeclaration, PatternItem } from "../../syntax/tree.ts";
import { only } from "../once.ts";
import { checkDuration } from "../parameter.ts";
import type { FileScope, VocabularyScope } from "../scope.ts";
import { suggest } from "../spelling.ts";
import { sameType, typeName } from "../type.ts";
import { checkCountLimit } from "./count.ts";

type Item<K extends PatternItem["kind"]> = Extract<PatternItem, { kind: K }>;

export function itemsOf<K extends PatternItem["kind"]>(
  pattern: PatternDeclaration,
  kind: K,
): Item<K>[] {
  return pattern.items.filter((item): item is Item<K> => item.kind === kind);
}

/** `by visitor, product` and `at most 200 lanes …` (rule 6). */
export function checkLanes(
  pattern: PatternDeclaration,
  block: VocabularyScope,
  file: FileScope,
): Lanes | null {
  const { report } = file;
  const by = only(itemsOf(pattern, "by"), "`by`", report);
  const limit = only(itemsOf(pattern, "lanes"), "the limit of lanes", report);
  const count = limit && checkCountLimit(limit.limit, "the limit of lanes", file);
  if (by === null) {
    if (limit !== null && !file.broken(pattern.span)) {
      report.error("PDA0417", limit.span, "there are no lanes to limit without `by`", {
        label: "limits lanes",
        help: [`say what makes a lane: \`by ${block.vocabulary.key.name}, product\``],
      });
    }
    return null;
  }
  const key = block.vocabulary.key.name;
  if (by.fields[0]?.text !== key) {
    const first = by.fields[0]!;
    report.error("PDA0419", first.span, `\`by\` begins with the key of the events, \`${key}\``, {
      label: "not the key",
      help: [
        {
          text: `write \`by ${key}, ${by.fields
            .map((one) => one.text)
            .filter((one) => one !== key)
            .join(", ")}\``,
          edits: [{ span: { ...first.span, end: first.span.start }, replacement: `${key}, ` }],
        },
      ],
    });
  }
  const fields: { name: string; type: Type }[] = [];
  for (const name of by.fields) {
    if (name.text === key) continue;
    if (fields.some((one) => one.name === name.text)) {
      report.error("PDA0109", name.span, `\`by\` names \`${name.text}\` twice`, {
        label: "again",
        help: ["leave one out"],
      });
      continue;
    }
    const type = laneType(name, block, file);
    if (type !== null) fields.push({ name: name.text, type });
  }
  if (fields.length === 0) return null;
  return {
    fields,
    limit: limit === null || count === null ? null : { count, overflow: limit.overflow },
  };
}

/** A lane's value is the field of that name, in whatever event has it. */
function laneType(
  name: Item<"by">["fields"][number],
  block: VocabularyScope,
  file: FileScope,
): Type | null {
  const { events } = block.vocabulary;
  let found: { event: string; type: Type } | null = null;
  for (const event of events) {
    const field = event.fields.find((one) => one.name === name.text);
    if (field === undefined) continue;
    if (file.unsure.has(field.type)) return null;
    if (found !== null && !sameType(found.type, field.type)) {
      return file.report.error(
        "PDA0222",
        name.span,
        `\`${name.text}\` is ${typeName(found.type)} in \`${found.event}\` and ${typeName(field.type)} in \`${event.name}\`, so it makes no lane`,
        { label: "two types", help: ["declare the field alike in all events"] },
      );
    }
    found = { event: event.name, type: field.type };
  }
  if (found === null) {
    if (file.echoes(name.text)) return null;
    const all = events.flatMap((event) => event.fields.map((field) => field.name));
    return file.report.error("PDA0104", name.span, `no event has a field \`${name.text}\``, {
      label: "unknown field",
      help: suggest(name, all, "fields of the events"),
    });
  }
  const { type } = found;
  if (type.kind === "text" || (type.kind === "exact" && type.scale === 0)) return type;
  return file.report.error(
    "PDA0221",
    name.span,
    `\`${name.text}\` is ${typeName(type)}, and only a text or an integer can make a lane`,
    {
      label: typeName(type),
      help: ["declare the field `text`, if it is a name or a number that identifies something"],
    },
  );
}

/** Rules 7 to 9: `session …` or `expire after …`, exactly one of them. */
export function checkSession(
  pattern: PatternDeclaration,
  lanes: Lanes | null,
  block: VocabularyScope,
  file: FileScope,
): SessionLimits | null {
  const { report } = file;
  const stated = pattern.items.filter((item) => item.kind === "session" || item.kind === "expire");
  const item = only(stated, "when a session ends", report);
  if (item === null) {
    if (file.broken(pattern.span)) return null;
    return report.error(
      "PDA0401",
      pattern.name.span,
      `pattern \`${pattern.name.text}\` does not say when a session ends`,
      {
        label: "would remember every key forever",
        help: [
          "add `session gap 30m`: it ends after 30 minutes of silence",
          "or `expire after 30d`, if it is not about visits",
        ],
      },
    );
  }
  if (item.kind === "expire") {
    const gap = checkDuration(item.after, file, "the time until a pattern expires");
    return gap === null ? null : { gap, max: null, shared: false };
  }
  const gap = checkDuration(item.gap, file, "the gap of a session");
  const max = item.max && checkDuration(item.max, file, "the longest session");
  const key = block.vocabulary.key.name;
  if (item.of !== null && item.of.text !== key) {
    report.error(
      "PDA0418",
      item.of.span,
      `a session can be shared only by all lanes of \`${key}\`, the key`,
      {
        label: "not the key",
        help: [{ text: `write \`of ${key}\``, edits: [{ span: item.of.span, replacement: key }] }],
      },
    );
  } else if (item.of !== null && lanes === null && itemsOf(pattern, "by").length === 0) {
    report.error(
      "PDA0418",
      item.of.span,
      "`of` says whose session the lanes share, and this pattern has no lanes",
      {
        label: "nothing to share",
        help: [`leave \`of ${key}\` out, or make lanes: \`by ${key}, product\``],
      },
    );
  }
  if (gap === null || (item.max !== null && max === null)) return null;
  if (item.max !== null && max !== null && max < gap) {
    report.warning(
      "PDA0434",
      item.gap.span,
      "the gap never ends a session: the longest session is shorter",
      {
        label: `${durationText(gap)} of silence`,
        related: [{ span: item.max.span, text: `after ${durationText(max)} it has ended` }],
        help: [
          `if the two are swapped, write \`gap ${durationText(max)} max ${durationText(gap)}\``,
          `if only the longest counts, say so: \`gap ${durationText(max)} max ${durationText(max)}\``,
        ],
      },
    );
  }
  return { gap, max, shared: item.of !== null && lanes !== null };
}
