import type { Members } from "../mapped-event.ts";
import { membersOfText } from "../members.ts";
import { type Budget, Place } from "./place.ts";
import type { Reading } from "./reading.ts";

/** Different texts remembered per place; beyond, only "at least" is known. */
const TEXTS_MAX = 10_000;
/** Of one event's field: enough to list them. */
const FIELD_TEXTS_MAX = 50;
const BUDGET = 200_000;
/** Objects are looked into so deep. */
const DEPTH_MAX = 4;
const PLACES_MAX = 1000;
const FIELDS_MAX = 20_000;

/** What one record has at one place; null: a list. */
export interface Sight {
  readonly place: Place;
  readonly json: string;
  readonly reading: Reading | null;
}

interface Branch {
  place: Place | null;
  readonly below: Map<string, Branch>;
}

/** The places of all records, by path. */
export class Places {
  records = 0;
  readonly #budget: Budget = { left: BUDGET };
  readonly #root: Branch = { place: null, below: new Map() };
  readonly #all: Place[] = [];
  #fields = 0;

  add(members: Members): Sight[] {
    this.records++;
    const sights: Sight[] = [];
    this.#walk(this.#root, [], members, sights);
    return sights;
  }

  #walk(above: Branch, path: readonly string[], members: Members, sights: Sight[]): void {
    for (const [name, json] of members) {
      let branch = above.below.get(name);
      if (branch === undefined) {
        if (this.#all.length >= PLACES_MAX) continue;
        branch = { place: null, below: new Map() };
        above.below.set(name, branch);
      }
      const first = json.charCodeAt(0);
      if (first === OPENING_BRACE) {
        if (path.length + 1 < DEPTH_MAX)
          this.#walk(branch, [...path, name], membersOfText(json), sights);
        continue;
      }
      branch.place ??= this.#open([...path, name]);
      if (first === OPENING_BRACKET) {
        branch.place.addList();
        sights.push({ place: branch.place, json, reading: null });
        continue;
      }
      const reading = branch.place.add(json);
      if (reading !== null) sights.push({ place: branch.place, json, reading });
    }
  }

  #open(path: readonly string[]): Place {
    const place = new Place(path, TEXTS_MAX, this.#budget);
    this.#all.push(place);
    return place;
  }

  all(): readonly Place[] {
    return this.#all;
  }

  at(path: readonly string[]): Place | undefined {
    let branch: Branch | undefined = this.#root;
    for (const step of path) branch = branch?.below.get(step);
    return branch?.place ?? undefined;
  }

  /** A place of one event's; null: there are too many by now. */
  field(path: readonly string[]): Place | null {
    if (this.#fields >= FIELDS_MAX) return null;
    this.#fields++;
    return new Place(path, FIELD_TEXTS_MAX, this.#budget);
  }
}

const OPENING_BRACE = 0x7b;
const OPENING_BRACKET = 0x5b;
