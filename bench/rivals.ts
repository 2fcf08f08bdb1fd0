import type { Event } from "../src/machine/event.ts";

/**
 * The patterns of patterns/search-attribution, temperature-jump and page-back as somebody would write them by
 * hand in good JavaScript: a Map of objects of one shape, the same gap and maximum, ids and bytes of output.
 * Times count from the first event, so that the engine keeps them as small whole numbers inside the objects,
 * and what each event touches stands first.
 */
export type Rival = (
  version: string,
  line: ((text: string) => void) | null,
) => (event: Event) => void;

const PLAIN = /^[A-Za-z0-9\-._#@:]*$/;
const encoded = (text: string): string =>
  PLAIN.test(text)
    ? text
    : encodeURIComponent(text).replace(
        /[!'()*~]|%(23|40|3A)/g,
        (sign) =>
          ({ "%23": "#", "%40": "@", "%3A": ":" })[sign] ??
          (sign.startsWith("%") ? sign : `%${sign.charCodeAt(0).toString(16).toUpperCase()}`),
      );

const iso = (time: number): string => new Date(time).toISOString();

const head = (
  pattern: string,
  version: string,
  output: string,
  kind: string,
): { readonly end: string; readonly rest: string; readonly id: string } => ({
  id: `{"id":"${pattern}/`,
  end: `/${output}/1`,
  rest: `","pattern":"${pattern}","version":"${version}","output":"${output}","kind":"${kind}","key":`,
});

/** What ids are made of, when the first output of a session needs it. */
function nameSession(
  s: { place: string; json: string; id: string; readonly first: string },
  pattern: string,
  key: string,
): void {
  if (s.place === "") {
    s.place = encoded(key);
    s.json = JSON.stringify(key);
  }
  s.id = `${pattern}/${s.place}/${encoded(s.first)}`;
}

const GAP = 30 * 60_000;
const MAX = 12 * 3_600_000;

export const searchAttribution: Rival = (version, line) => {
  interface Session {
    latest: number;
    start: number;
    state: number;
    term: string;
    cause: string;
    first: string;
    place: string;
    json: string;
    id: string;
  }
  const sessions = new Map<string, Session>();
  let base: number | null = null;
  const { id, end, rest } = head("search_attribution", version, "attribution", "output");
  const emit = (s: Session, event: Event, stage: string, product: string | null): void => {
    if (line === null) return;
    if (s.id === "") nameSession(s, "search_attribution", event.key);
    const cause = JSON.stringify(event.id);
    const causes = s.cause === event.id ? cause : `${JSON.stringify(s.cause)},${cause}`;
    const data = `{"stage":"${stage}","term":${JSON.stringify(s.term)}${
      product === null ? "" : `,"product":${JSON.stringify(product)}`
    }}`;
    line(
      `${id}${s.place}/${encoded(event.id)}${end}${rest}${s.json},"session":"${s.id}","time":"${iso(event.time)}","causes":[${causes}],"data":${data}}`,
    );
  };
  return (event) => {
    const { key } = event;
    base ??= event.time;
    const time = event.time - base;
    let s = sessions.get(key);
    if (s === undefined) {
      s = {
        latest: time,
        start: time,
        state: 0,
        term: "",
        cause: "",
        first: event.id,
        place: "",
        json: "",
        id: "",
      };
      sessions.set(key, s);
    } else if (Math.min(s.latest + GAP, s.start + MAX) < time) {
      s.id = "";
      s.first = event.id;
      s.start = time;
      s.latest = time;
      s.state = 0;
    } else if (time > s.latest) s.latest = time;
    const { fields } = event;
    switch (event.name) {
      case "search":
        s.state = 1;
        s.term = fields.term as string;
        s.cause = event.id;
        emit(s, event, "searched", null);
        return;
      case "view":
        if (s.state === 0) return;
        if (s.state === 3) emit(s, event, "considered", fields.product as string);
        else {
          s.state = 2;
          emit(s, event, "found", fields.product as string);
        }
        return;
      case "cart":
        if (s.state === 0) return;
        if (s.state === 1) s.state = 0;
        else if (s.state === 2) {
          s.state = 3;
          emit(s, event, "carted", fields.product as string);
        } else emit(s, event, "considered", fields.product as string);
        return;
      case "purchase":
        if (s.state === 3) emit(s, event, "bought", fields.product as string);
        s.state = 0;
    }
  };
};

export const temperatureJump: Rival = (version, line) => {
  interface Sensor {
    latest: number;
    last: number;
    known: boolean;
    cause: string;
    first: string;
    place: string;
    json: string;
    id: string;
  }
  const sensors = new Map<string, Sensor>();
  let base: number | null = null;
  const { id, end, rest } = head("temperature_jump", version, "jumped", "alert");
  const gap = 30 * 24 * 3_600_000;
  return (event) => {
    const { key } = event;
    base ??= event.time;
    const time = event.time - base;
    let s = sensors.get(key);
    if (s === undefined) {
      s = {
        latest: time,
        last: 0,
        known: false,
        cause: "",
        first: event.id,
        place: "",
        json: "",
        id: "",
      };
      sensors.set(key, s);
    } else if (s.latest + gap < time) {
      s.id = "";
      s.first = event.id;
      s.latest = time;
      s.known = false;
    } else if (time > s.latest) s.latest = time;
    if (event.name !== "reading") return;
    const celsius = event.fields.celsius as number;
    if (line !== null && s.known && Math.abs(celsius - s.last) > 2) {
      if (s.id === "") nameSession(s, "temperature_jump", key);
      line(
        `${id}${s.place}/${encoded(event.id)}${end}${rest}${s.json},"session":"${s.id}","time":"${iso(event.time)}","causes":[${JSON.stringify(s.cause)},${JSON.stringify(event.id)}],"data":{"from":${s.last},"to":${celsius}}}`,
      );
    }
    s.last = celsius;
    s.known = true;
    s.cause = event.id;
  };
};

export const pageBack: Rival = (version, line) => {
  interface Page {
    readonly page: string;
    readonly cause: string;
  }
  interface Visit {
    latest: number;
    start: number;
    pages: Page[];
    first: string;
    place: string;
    json: string;
    id: string;
  }
  const visits = new Map<string, Visit>();
  let base: number | null = null;
  const { id, end, rest } = head("page_back", version, "returned", "output");
  return (event) => {
    const { key } = event;
    base ??= event.time;
    const time = event.time - base;
    let s = visits.get(key);
    if (s === undefined) {
      s = { latest: time, start: time, pages: [], first: event.id, place: "", json: "", id: "" };
      visits.set(key, s);
    } else if (Math.min(s.latest + GAP, s.start + MAX) < time) {
      s.id = "";
      s.first = event.id;
      s.start = time;
      s.latest = time;
      s.pages = [];
    } else if (time > s.latest) s.latest = time;
    if (event.name === "open") {
      s.pages.push({ page: event.fields.page as string, cause: event.id });
      if (s.pages.length > 500) s.pages.shift();
    } else if (event.name === "back" && s.pages.length >= 2) {
      const from = s.pages.pop()!;
      if (line === null) return;
      if (s.id === "") nameSession(s, "page_back", key);
      const top = s.pages[s.pages.length - 1]!;
      const cause = JSON.stringify(event.id);
      // Reading the register names the event that wrote it: this one.
      line(
        `${id}${s.place}/${encoded(event.id)}${end}${rest}${s.json},"session":"${s.id}","time":"${iso(event.time)}","causes":[${JSON.stringify(top.cause)},${cause}],"data":{"from":${JSON.stringify(from.page)},"to":${JSON.stringify(top.page)},"deep":${s.pages.length}}}`,
      );
    }
  };
};

/** The floor: looks up the key and adds one. */
export const floor = (): ((event: Event) => void) => {
  const seen = new Map<string, { times: number }>();
  return ({ key }) => {
    const one = seen.get(key);
    if (one === undefined) seen.set(key, { times: 1 });
    else one.times++;
  };
};
