import type { Place } from "./place.ts";
import type { Places } from "./places.ts";
import { isListed, timeShape } from "./shape.ts";

/** Names that say what a field is, the likeliest first; `*_id` is any name that ends so. */
const TYPE_NAMES = words(
  "type event event_type event_name action activity kind concept_name operation verb method " +
    "message_type record_type name *_type",
);
const KEY_NAMES = words(
  "key visitor visitor_id session session_id user user_id uid customer customer_id client client_id case case_id " +
    "case_concept_name patient patient_id device device_id account account_id machine machine_id sensor sensor_id " +
    "host hostname ip id *_id",
);
const TIME_NAMES = words(
  "ts time timestamp event_time event_timestamp datetime date_time at created_at occurred_at date time_timestamp " +
    "*_at *_time *_ts *_timestamp *_date",
);
const TYPES_MAX = 200;

export function typeCandidates(places: Places): Place[] {
  return named(TYPE_NAMES, places).filter(
    (place) =>
      place.lists === 0 &&
      place.texts !== null &&
      place.texts.size <= TYPES_MAX &&
      place.booleans === 0 &&
      place.numbers < place.count &&
      timeShape(place) === null &&
      // A name that hardly ever comes again names no kind of thing.
      (place.count < 20 || place.texts.size * 2 <= place.count),
  );
}

/** Where no field is called a type: what tells kinds of things apart. */
export function kindCandidates(places: Places): Place[] {
  return places.all().filter((place) => place.lists === 0 && isListed(place));
}

/** Fields that could say whose event a record is: by name, else texts that come back. */
export function keyCandidates(places: Places, taken: readonly (Place | undefined)[]): Place[] {
  const free = places
    .all()
    .filter((place) => !taken.includes(place) && place.lists === 0 && place.count > 0)
    .filter((place) => place.booleans === 0 && timeShape(place) === null);
  const byName = named(KEY_NAMES, places).filter((place) => free.includes(place));
  const repeating = free
    .filter((place) => !byName.includes(place) && !isListed(place) && place.pointed === 0)
    .filter(({ texts, count, numbers, quoted, repeats }) => {
      const comesBack = texts === null ? repeats : texts.size > 1 && texts.size * 2 <= count;
      return comesBack && (numbers < count || quoted > 0);
    })
    .filter(({ count }) => count * 2 >= places.records)
    .sort((a, b) => different(b) - different(a));
  // What no two records share names the record itself; one of a few tells kinds of things apart.
  const likely = byName.filter(
    (place) =>
      (place.repeats || place.count < 20) && place.count * 2 >= places.records && !isListed(place),
  );
  return [...likely, ...repeating, ...byName.filter((place) => !likely.includes(place))];
}

export function timeCandidates(places: Places): Place[] {
  const byName = named(TIME_NAMES, places).filter(({ lists }) => lists === 0);
  const shaped = byName.filter((place) => timeShape(place) !== null);
  const others = places.all().filter((place) => !byName.includes(place) && place.lists === 0);
  const iso = others.filter((place) => timeShape(place) === "iso");
  if (shaped.length + iso.length > 0) return [...shaped, ...iso];
  if (byName.length > 0) return byName;
  // By their digits alone item numbers look like times, too: only where there is nothing better.
  return others.filter((place) => timeShape(place) !== null && place.pointed === 0);
}

const NO_RANK = 1000;

const different = ({ texts }: Place): number => texts?.size ?? Number.POSITIVE_INFINITY;

function named(names: readonly string[], places: Places): Place[] {
  const rankOf = (name: string): number => {
    const exact = names.indexOf(name);
    if (exact >= 0) return exact;
    return names.findIndex((each) => each.startsWith("*") && name.endsWith(each.slice(1)));
  };
  return places
    .all()
    .filter(({ count }) => count > 0)
    .map((place) => {
      // `meta.user.id` is an id, and better: a user's.
      const tails = place.path.map((_step, i) => rankOf(plain(place.path.slice(i).join("_"))));
      return { place, rank: Math.min(...tails.map((rank) => (rank < 0 ? NO_RANK : rank))) };
    })
    .filter(({ rank }) => rank < NO_RANK)
    .sort((a, b) => a.rank - b.rank || a.place.path.length - b.place.path.length)
    .map(({ place }) => place);
}

/** `eventType`, `Event-Type` and `event_type` are one name. */
function plain(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .replace(/[A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 32));
}

function words(text: string): readonly string[] {
  return text.split(" ");
}
