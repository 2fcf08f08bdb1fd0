import type { Place, Places } from "./place.ts";

/** Names that say what a field is, the likeliest first. */
const TYPE_NAMES = words("type event event_type event_name action activity kind concept_name name");
const KEY_NAMES = words(
  "key visitor visitor_id session session_id user user_id customer customer_id client client_id case case_id " +
    "case_concept_name device device_id account account_id machine sensor host ip id",
);
const TIME_NAMES = words(
  "ts time timestamp event_time event_timestamp datetime date_time at created_at occurred_at date time_timestamp",
);

export type TimeShape = "iso" | "milliseconds" | "seconds";

export function typeCandidates(places: Places): Place[] {
  return named(TYPE_NAMES, places).filter(
    (place) => place.distinct !== null && place.distinct.size <= 200 && place.lists === 0,
  );
}

/** Fields that could say whose event a record is: by name, else texts that come back. */
export function keyCandidates(places: Places, taken: readonly (Place | undefined)[]): Place[] {
  const free = (place: Place) => !taken.includes(place) && place.lists === 0 && place.count > 0;
  const byName = named(KEY_NAMES, places).filter(free);
  const repeating = places
    .all()
    .filter((place) => free(place) && !byName.includes(place) && timeShape(place) === null)
    .filter(({ distinct, count, numbers, quoted }) => {
      const different = distinct?.size ?? Number.POSITIVE_INFINITY;
      return different > 1 && different * 2 <= count && (numbers < count || quoted > 0);
    })
    .filter(({ count }) => count * 2 >= places.records)
    .sort((a, b) => (b.distinct?.size ?? 0) - (a.distinct?.size ?? 0));
  return [...byName, ...repeating];
}

export function timeCandidates(places: Places): Place[] {
  const byName = named(TIME_NAMES, places);
  const shaped = byName.filter((place) => timeShape(place) !== null);
  // By their digits alone item numbers look like times, too.
  const others = places
    .all()
    .filter((place) => !byName.includes(place) && timeShape(place) === "iso");
  if (shaped.length + others.length > 0) return [...shaped, ...others];
  return byName.filter(({ numbers, count }) => numbers === count);
}

/** How the times there are written; null: these are none. */
export function timeShape({ count, isoTimes, milliseconds, seconds }: Place): TimeShape | null {
  // Some broken ones may be among them: they will be dead letters.
  const nearly = count * 0.95;
  if (count === 0) return null;
  if (isoTimes >= nearly) return "iso";
  if (milliseconds >= nearly) return "milliseconds";
  return seconds >= nearly ? "seconds" : null;
}

function named(names: readonly string[], places: Places): Place[] {
  const rank = (place: Place) => {
    const last = names.indexOf(plain(place.name));
    return last >= 0 ? last : names.indexOf(plain(place.path.join("_")));
  };
  return places
    .all()
    .filter((place) => place.count > 0 && rank(place) >= 0)
    .sort((a, b) => rank(a) - rank(b) || a.path.length - b.path.length);
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
