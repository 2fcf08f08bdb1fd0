import { formatOf } from "../../src/records/format.ts";
import { infer, inferenceMapper } from "../../src/records/infer/infer.ts";
import { openLog } from "../../src/records/log.ts";
import { Document } from "../../src/service/document.ts";
import { sourceOf } from "../engine/log-source.ts";
import { PATTERN_NAME } from "../names.ts";
import type { Drafted } from "./questions.ts";

/** Enough to know the fields of a log; the rest costs time and adds little. */
const RECORDS_MAX = 100_000;

/** What `pda infer` says of a log, and below it the smallest pattern on its first two events. */
export async function draft(name: string, log: Blob): Promise<Drafted> {
  const format = formatOf(name);
  const opened = openLog([sourceOf({ name, bytes: log }, undefined)], {
    mappers: [inferenceMapper()],
    order: "given",
  });
  const inferred = await infer(opened, {
    name: blockName(name),
    limit: RECORDS_MAX,
    fromCells: format === "csv" || format === "tsv",
  });
  const [broken] = opened.errors;
  if (inferred.records === 0) {
    const why = broken?.message ?? inferred.damage ?? "there are no records in it";
    return { refused: `${name}: ${why}` };
  }
  const { text, records, events } = inferred;
  return { text: `${text}\n${firstPattern(text)}`, records, events };
}

/** `data/visits.2024.ndjson.gz` gives the block `visits`; `events events` would read badly. */
function blockName(path: string): string {
  const plain = path.replace(/^.*[\\/]/, "").replace(/^\.+/, "");
  const word = plain.split(".")[0] || "log";
  return /^(events?|paste[dn]?|log)$/i.test(word) ? "log" : word;
}

function firstPattern(block: string): string {
  const { file } = new Document({ name: PATTERN_NAME, text: block });
  const events = file.declarations.find((one) => one.kind === "events");
  if (events === undefined) return "";
  const names = events.items.flatMap((item) => (item.kind === "event" ? [item.name.text] : []));
  const [first, second = first] = names;
  if (first === undefined) return "";
  return `// A beginning: ${first}, and then ${second}. Say here what you look for.
pattern found on ${events.name.text} {
  session gap 30m
  emits result { at: time }

  start waiting

  state waiting {
    on ${first} -> begun
  }

  state begun {
    on ${second} -> waiting { emit result { at } }
  }
}
`;
}
