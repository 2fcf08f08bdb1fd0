import type { EventType, Vocabulary } from "../../automaton/automaton.ts";
import type { Span } from "../../diagnostic/diagnostic.ts";
import type { EventsDeclaration, EventsItem } from "../../syntax/tree.ts";
import { createRegister, only } from "../once.ts";
import { hasErrors } from "../report.ts";
import type { FileScope, VocabularyScope } from "../scope.ts";
import { checkZone } from "../zone.ts";
import { checkEvent } from "./event.ts";

type Item<K extends EventsItem["kind"]> = Extract<EventsItem, { kind: K }>;

/**
 * One block: its declarations in the order of files, used ones first (rule 2).
 * A file may add events to the block of a file it uses.
 */
export function checkVocabulary(
  declarations: readonly EventsDeclaration[],
  file: FileScope,
): VocabularyScope {
  const { report } = file;
  const last = declarations.at(-1)!;
  const name = last.name.text;
  const before = report.diagnostics.length;
  const items = declarations.flatMap((one) => one.items);
  const of = <K extends EventsItem["kind"]>(kind: K) =>
    items.filter((item): item is Item<K> => item.kind === kind);

  const key = only(of("key"), `the key of \`${name}\``, report);
  const time = only(of("time"), `the time of \`${name}\``, report);
  const id = only(of("id"), `the id of \`${name}\``, report);
  const typeFrom = only(of("typeFrom"), `where the type of \`${name}\` stands`, report);
  const readable = !declarations.some((one) => file.broken(one.span));
  if (key === null && readable) missing("key", "visitor", last, file);
  if (time === null && readable) missing("time", "timestamp", last, file);
  if (time?.zone) checkZone(time.zone, report);

  const fresh = createRegister(report, `events in \`${name}\``);
  const fieldSpans = new Map<string, ReadonlyMap<string, Span>>();
  const events: EventType[] = [];
  for (const declaration of of("event")) {
    const { event, spans } = checkEvent(declaration, file);
    if (!fresh(declaration.name)) continue;
    events.push(event);
    fieldSpans.set(event.name, spans);
  }

  const vocabulary: Vocabulary = {
    name,
    key: field(key, "key"),
    time: {
      ...field(time, "time"),
      unit: time?.unit ?? "milliseconds",
      zone: time?.zone?.value ?? "UTC",
    },
    id: id === null ? null : field(id, "id"),
    typePath: typeFrom?.path.steps ?? ["type"],
    events,
  };
  const valid = readable && !hasErrors(report.diagnostics.slice(before));
  return { vocabulary, span: last.name.span, valid, fieldSpans };
}

function field(item: Item<"key"> | Item<"time"> | Item<"id"> | null, standIn: string) {
  const name = item?.name.text ?? standIn;
  return { name, path: item?.from?.steps ?? [name] };
}

function missing(what: "key" | "time", example: string, block: EventsDeclaration, file: FileScope) {
  const why = what === "key" ? "whose events belong together" : "when an event happened";
  file.report.error(
    "PDA0424",
    block.name.span,
    `the events of \`${block.name.text}\` have no ${what}: nothing says ${why}`,
    { label: `no ${what}`, help: [`name the field of the log: \`${what} ${example}\``] },
  );
}
