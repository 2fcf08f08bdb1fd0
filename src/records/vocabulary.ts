import type { Vocabulary } from "../automaton/automaton.ts";
import type { Value } from "../machine/value.ts";
import { conditionPaths } from "./condition.ts";
import type { DeadReason } from "./dead-letter.ts";
import { type Decoder, platformDecoder } from "./decoder.ts";
import { type EventPlan, eventPlan, type FieldPlan, fieldsConstructor } from "./event-plan.ts";
import { KeyBytes } from "./key-bytes.ts";
import { type EventSource, MappedEvent, PassingEvent } from "./mapped-event.ts";
import { compileProjection, type Projection, slotOf } from "./projection.ts";
import { isMissing, readText, TimeReader, Unfit, unfit } from "./read-value.ts";
import { ARRAY, MISSING, NULL, OBJECT, Slots } from "./slots.ts";

export type MapResult =
  | { readonly kind: "event"; readonly event: MappedEvent | PassingEvent }
  | {
      readonly kind: "dead";
      readonly reason: DeadReason;
      readonly detail: string;
      /** The declared event and field it is about. */
      readonly event?: string;
      readonly field?: string;
    };

interface VocabularyOptions {
  readonly decoder?: Decoder;
  /** Nobody keeps an event, or a result, when the next record is mapped: each is written over the one before. */
  readonly passing?: boolean;
}

/** Compiles a vocabulary to what maps records by it (rules 1 to 4). */
export function openVocabulary(
  vocabulary: Vocabulary,
  options: VocabularyOptions = {},
): RecordMapper {
  return new RecordMapper(
    vocabulary,
    options.decoder ?? platformDecoder(),
    options.passing ?? false,
  );
}

/** Type names whose events are remembered. */
const CANDIDATES_MAX = 1024;

export class RecordMapper {
  readonly vocabulary: Vocabulary;
  readonly projection: Projection;
  /** What a reader fills before `resolve`. */
  readonly slots: Slots;
  readonly keySlot: number;
  readonly #time: number;
  readonly #id: number;
  readonly #type: number;
  readonly #readTime: TimeReader;
  readonly #plans: readonly EventPlan[];
  readonly #candidates = new Map<string | null, readonly EventPlan[]>();
  /** The result that is used again and again; null: each record has its own. */
  readonly #passing: { readonly kind: "event"; readonly event: PassingEvent } | null;
  /** What `#head` read. */
  #code = -1;
  #at = Number.NaN;

  constructor(vocabulary: Vocabulary, decoder: Decoder, passing: boolean) {
    this.vocabulary = vocabulary;
    this.projection = compileProjection(vocabularyPaths(vocabulary));
    this.slots = new Slots(this.projection.paths.length, decoder);
    const slot = (path: readonly string[]) => slotOf(this.projection, path);
    this.keySlot = slot(vocabulary.key.path);
    this.#time = slot(vocabulary.time.path);
    this.#id = vocabulary.id === null ? -1 : slot(vocabulary.id.path);
    this.#type = slot(vocabulary.typePath);
    this.#readTime = new TimeReader(vocabulary.time.unit, vocabulary.time.zone);
    const { zone } = vocabulary.time;
    this.#plans = vocabulary.events.map((event, code) => eventPlan(event, code, slot, zone));
    const event = passing ? new PassingEvent(new KeyBytes(), NO_FIELDS, NO_RECORD) : null;
    this.#passing = event === null ? null : { kind: "event", event };
  }

  /** Whether events are written over by those of the next record. */
  get passing(): boolean {
    return this.#passing !== null;
  }

  /** The event in the slots, whose E is the record's position where no id is declared. */
  resolve(record: EventSource): MapResult {
    const { slots } = this;
    let { code, time } = slots;
    if (code < 0) {
      const dead = this.#head();
      if (dead !== null) return dead;
      code = this.#code;
      time = this.#at;
    }
    const id = this.#id < 0 || isMissing(slots, this.#id, false) ? null : readText(slots, this.#id);
    const plan = code < this.#plans.length ? this.#plans[code]! : null;
    let fields: Record<string, Value>;
    if (plan === null) fields = NO_FIELDS;
    else {
      fields = new plan.make();
      for (const field of plan.fields) {
        if (isMissing(slots, field.slot, field.textDeclared)) {
          if (field.optional) continue;
          return deadField(plan, field, "missing field", "is missing");
        }
        const value = field.read(slots, field.slot);
        if (value instanceof Unfit) return deadField(plan, field, value.reason, value.detail);
        fields[field.name] = value;
      }
    }
    const name = plan === null ? null : plan.name;
    if (this.#passing === null) {
      const key = readText(slots, this.keySlot)!;
      return { kind: "event", event: new MappedEvent(key, time, name, fields, id, record) };
    }
    const { event } = this.#passing;
    event.keyBytes.take(slots, this.keySlot);
    event.time = time;
    event.name = name;
    event.code = code;
    event.fields = fields;
    event.declaredId = id;
    event.record = record;
    return this.#passing;
  }

  /** Leaves in the slots which event the record in them is, and when, for whoever resolves it from there. */
  foretell(): void {
    const { slots } = this;
    slots.code = this.#head() === null ? this.#code : -1;
    slots.time = this.#at;
  }

  /** When the record in the slots is, and which event; null: nothing stands against it. */
  #head(): MapResult | null {
    const { slots } = this;
    if (isMissing(slots, this.keySlot, false)) return this.#dead("missing key", "is missing");
    const kind = slots.kinds[this.keySlot];
    if (kind === OBJECT || kind === ARRAY)
      return this.#dead("unfit key", unfit(slots, this.keySlot, "a text").detail);

    if (isMissing(slots, this.#time, false)) return this.#dead("missing time", "is missing");
    const time = this.#readTime.read(slots, this.#time);
    if (time instanceof Unfit) return this.#dead("unfit time", time.detail);
    this.#at = time;
    this.#code = this.#eventCode();
    return null;
  }

  #dead(
    reason: "missing key" | "unfit key" | "missing time" | "unfit time",
    detail: string,
  ): MapResult {
    const { key, time } = this.vocabulary;
    const { name } = reason === "missing key" || reason === "unfit key" ? key : time;
    return { kind: "dead", reason, detail: `\`${name}\` ${detail}`, field: name };
  }

  /** Of the first declared event that the record is; behind the last: it is none. */
  #eventCode(): number {
    const { slots } = this;
    const kind = slots.kinds[this.#type];
    const type = kind === MISSING || kind === NULL ? null : readText(slots, this.#type);
    for (const plan of this.#candidates.get(type) ?? this.#findCandidates(type)) {
      if (plan.when === null || plan.when(slots)) return plan.code;
    }
    return this.#plans.length;
  }

  #findCandidates(type: string | null): readonly EventPlan[] {
    const candidates = this.#plans.filter((plan) => plan.fits(type));
    if (this.#candidates.size < CANDIDATES_MAX) this.#candidates.set(type, candidates);
    return candidates;
  }
}

/** All places that the vocabulary names, the frequent first. */
function vocabularyPaths(vocabulary: Vocabulary): readonly (readonly string[])[] {
  const paths = [vocabulary.key.path, vocabulary.time.path, vocabulary.typePath];
  if (vocabulary.id !== null) paths.push(vocabulary.id.path);
  for (const event of vocabulary.events) {
    if (event.when !== null) paths.push(...conditionPaths(event.when));
    for (const field of event.fields) paths.push(field.path);
  }
  return paths;
}

const NO_FIELDS: Record<string, Value> = Object.freeze(new (fieldsConstructor())());

/** Before the first. */
const NO_RECORD: EventSource = { source: 0, position: 0, id: "", members: () => [] };

function deadField(
  plan: EventPlan,
  field: FieldPlan,
  reason: DeadReason,
  detail: string,
): MapResult {
  return {
    kind: "dead",
    reason,
    detail: `\`${field.name}\` of ${plan.name} ${detail}`,
    event: plan.name,
    field: field.name,
  };
}
