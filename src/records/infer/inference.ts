import type { Members } from "../mapped-event.ts";
import { readPath } from "../override.ts";
import { typeCandidates } from "./candidates.ts";
import type { Place } from "./place.ts";
import { Places, type Sight } from "./places.ts";

/** Records looked at before the place of the type name is settled. */
const SETTLE_AFTER = 1000;
const TYPES_MAX = 1000;

/** The records of one type; null: they have no type name. */
export interface EventFacts {
  readonly type: string | null;
  records: number;
  /** By the place among those of the whole log. */
  readonly fields: Map<Place, Place>;
}

/** What a log was found to hold. */
export class Inference {
  damaged = 0;
  damage: string | null = null;
  readonly places = new Places();
  readonly events = new Map<string | null, EventFacts>();
  typePlace: Place | undefined;
  /** Records of types that came after too many others. */
  beyond = 0;
  readonly #typeGiven: string | undefined;
  #waiting: (readonly Sight[])[] | null = [];

  constructor(typeGiven: string | undefined) {
    this.#typeGiven = typeGiven;
  }

  refuse(damage: string): void {
    this.damaged++;
    this.damage ??= damage;
  }

  add(members: Members): void {
    const sights = this.places.add(members);
    if (this.#waiting === null) this.#addToEvent(sights);
    else {
      this.#waiting.push(sights);
      if (this.#waiting.length === SETTLE_AFTER) this.settle();
    }
  }

  /** Decides where the type name stands, from the records so far. */
  settle(): void {
    if (this.#waiting === null) return;
    const waiting = this.#waiting;
    this.#waiting = null;
    this.typePlace =
      this.#typeGiven === undefined
        ? typeCandidates(this.places)[0]
        : this.places.at(readPath(this.#typeGiven));
    for (const sights of waiting) this.#addToEvent(sights);
  }

  #addToEvent(sights: readonly Sight[]): void {
    const typed = sights.find(({ place }) => place === this.typePlace);
    const type = typed?.reading?.text ?? null;
    let event = this.events.get(type);
    if (event === undefined) {
      if (this.events.size >= TYPES_MAX) {
        this.beyond++;
        return;
      }
      event = { type, records: 0, fields: new Map() };
      this.events.set(type, event);
    }
    event.records++;
    for (const { place, json, reading } of sights) {
      let field = event.fields.get(place);
      if (field === undefined) {
        const opened = this.places.field(place.path);
        if (opened === null) continue;
        event.fields.set(place, opened);
        field = opened;
      }
      if (reading === null) field.addList();
      else field.see(json, reading);
    }
  }
}
