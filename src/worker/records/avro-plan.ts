import type { Vocabulary } from "../../automaton/automaton.ts";
import type { Versions } from "../../records/avro/evolution.ts";
import { type Unserved, unserved } from "../../records/avro/fitness.ts";
import { avroMembers } from "../../records/avro/json-text.ts";
import { type AvroProjection, projectAvro } from "../../records/avro/projecting.ts";
import type { MembersOf } from "../../records/mapped-event.ts";
import { slotOf } from "../../records/projection.ts";
import type { MapResult, RecordMapper } from "../../records/vocabulary.ts";
import type { WriterSchema } from "./schemas/store.ts";

/** How one writer's records are read, made when the first of them comes. */
export interface AvroPlan {
  readonly schema: WriterSchema;
  /** By vocabulary. */
  readonly projections: readonly AvroProjection[];
  readonly unserved: readonly (readonly Unserved[])[];
  readonly membersOf: MembersOf;
  readonly room: number;
}

export function planAvro(
  schema: WriterSchema,
  mappers: readonly RecordMapper[],
  versions: Versions,
): AvroPlan {
  const { type } = schema;
  const projections = mappers.map(({ vocabulary, projection, slots }) =>
    projectAvro(type, projection, slots, versions, millisecondSlots(vocabulary, projection)),
  );
  return {
    ...{ schema, projections, membersOf: avroMembers(type) },
    unserved: mappers.map(({ vocabulary }) => unserved(vocabulary, type, versions)),
    room: projections.reduce((sum, { room }) => sum + room, 1),
  };
}

/** The place of the time, where nothing else is read there and its digits would be milliseconds. */
function millisecondSlots(
  { key, time, id, typePath, events }: Vocabulary,
  projection: RecordMapper["projection"],
): ReadonlySet<number> {
  if (time.unit !== "milliseconds") return new Set();
  const spelled = JSON.stringify(time.path);
  const others = [key.path, typePath, ...(id === null ? [] : [id.path])];
  for (const { when, fields } of events) {
    // A condition may compare texts anywhere.
    if (when !== null) return new Set();
    others.push(...fields.filter(({ type }) => type.kind !== "time").map(({ path }) => path));
  }
  if (others.some((path) => JSON.stringify(path) === spelled)) return new Set();
  return new Set([slotOf(projection, time.path)]);
}

/** Says of a dead letter that no record of this schema can be read, where that is so. */
export function blamed(
  result: MapResult,
  { schema, unserved }: AvroPlan,
  block: number,
): MapResult {
  if (result.kind === "event") return result;
  const fault = unserved[block]!.find(
    ({ event, field }) => event === (result.event ?? null) && field === result.field,
  );
  if (fault === undefined) return result;
  const detail = `${fault.detail}; the schema is ${schema.label}`;
  return { ...result, reason: "incompatible schema", detail };
}
