import type { Event } from "../src/machine/event.ts";

/**
 * The patterns of patterns/search-attribution, temperature-jump and page-back as somebody would write them by
 * hand in good JavaScript: a Map of objects of one shape, the same gap and maximum, ids and bytes of output.
 * Times count from the first event and are rounded, although whole: a difference stays a box of its own behind the
 * object, what is rounded becomes a small whole number inside it. What each event touches stands first. Without
 * outputs they keep no ids, which only outputs need.
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

/** What all outputs of a session share, made for the first of them. */
interface Shared {
  readonly before: string;
  readonly after: string;
}

type Share = (key: string, first: string) => Shared;

function sharing(pattern: string, version: string, output: string, kind: string): Share {
  const members = `"pattern":"${pattern}","version":"${version}","output":"${output}","kind":"${kind}"`;
  return (key, first) => {
    const place = encoded(key);
    const session = `${pattern}/${place}/${encoded(first)}`;
    return {
      before: `{"id":"${pattern}/${place}/`,
      after: `/${output}/1",${members},"key":${JSON.stringify(key)},"session":"${session}","time":"`,
    };
  };
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
    shared: Shared | null;
  }
  const sessions = new Map<string, Session>();
  let base: number | null = null;
  const share = sharing("search_attribution", version, "attribution", "output");
  const emit = (s: Session, event: Event, stage: string, product: string | null): void => {
    if (line === null) return;
    s.shared ??= share(event.key, s.first);
    const cause = JSON.stringify(event.id);
    const causes = s.cause === event.id ? cause : `${JSON.stringify(s.cause)},${cause}`;
    const data = `{"stage":"${stage}","term":${JSON.stringify(s.term)}${
      product === null ? "" : `,"product":${JSON.stringify(product)}`
    }}`;
    line(
      `${s.shared.before}${encoded(event.id)}${s.shared.after}${iso(event.time)}","causes":[${causes}],"data":${data}}`,
    );
  };
  return (event) => {
    const { key } = event;
    base ??= event.time;
    const time = Math.floor(event.time - base);
    const id = line === null ? "" : event.id;
    let s = sessions.get(key);
    if (s === undefined) {
      s = {
        latest: time,
        start: time,
        state: 0,
        term: "",
        cause: "",
        first: id,
        shared: null,
      };
      sessions.set(key, s);
    } else if (Math.min(s.latest + GAP, s.start + MAX) < time) {
      s.shared = null;
      s.first = id;
      s.start = time;
      s.latest = time;
      s.state = 0;
    } else if (time > s.latest) s.latest = time;
    const { fields } = event;
    switch (event.name) {
      case "search":
        s.state = 1;
        s.term = fields.term as string;
        s.cause = id;
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
    shared: Shared | null;
  }
  const sensors = new Map<string, Sensor>();
  let base: number | null = null;
  const share = sharing("temperature_jump", version, "jumped", "alert");
  const gap = 30 * 24 * 3_600_000;
  return (event) => {
    const { key } = event;
    base ??= event.time;
    const time = Math.floor(event.time - base);
    const id = line === null ? "" : event.id;
    let s = sensors.get(key);
    if (s === undefined) {
      s = {
        latest: time,
        last: 0,
        known: false,
        cause: "",
        first: id,
        shared: null,
      };
      sensors.set(key, s);
    } else if (s.latest + gap < time) {
      s.shared = null;
      s.first = id;
      s.latest = time;
      s.known = false;
    } else if (time > s.latest) s.latest = time;
    if (event.name !== "reading") return;
    const celsius = event.fields.celsius as number;
    if (line !== null && s.known && Math.abs(celsius - s.last) > 2) {
      s.shared ??= share(key, s.first);
      line(
        `${s.shared.before}${encoded(event.id)}${s.shared.after}${iso(event.time)}","causes":[${JSON.stringify(s.cause)},${JSON.stringify(event.id)}],"data":{"from":${s.last},"to":${celsius}}}`,
      );
    }
    s.last = celsius;
    s.known = true;
    s.cause = id;
  };
};

export const pageBack: Rival = (version, line) => {
  interface Page {
    page: string;
    cause: string;
    below: Page | null;
  }
  interface Visit {
    latest: number;
    start: number;
    top: Page | null;
    bottom: Page | null;
    depth: number;
    first: string;
    shared: Shared | null;
  }
  const visits = new Map<string, Visit>();
  /** Pages that were left are used again: a collector would copy most of them before they die. */
  let free: Page | null = null;
  let base: number | null = null;
  const share = sharing("page_back", version, "returned", "output");
  return (event) => {
    const { key } = event;
    base ??= event.time;
    const time = Math.floor(event.time - base);
    const id = line === null ? "" : event.id;
    let s = visits.get(key);
    if (s === undefined) {
      s = { latest: time, start: time, top: null, bottom: null, depth: 0, first: id, shared: null };
      visits.set(key, s);
    } else if (Math.min(s.latest + GAP, s.start + MAX) < time) {
      s.shared = null;
      s.first = id;
      s.start = time;
      s.latest = time;
      if (s.bottom !== null) {
        s.bottom.below = free;
        free = s.top;
        s.bottom = null;
      }
      s.top = null;
      s.depth = 0;
    } else if (time > s.latest) s.latest = time;
    if (event.name === "open") {
      let top = free;
      if (top === null) top = { page: event.fields.page as string, cause: id, below: s.top };
      else {
        free = top.below;
        top.page = event.fields.page as string;
        top.cause = id;
        top.below = s.top;
      }
      if (s.depth === 0) s.bottom = top;
      s.top = top;
      if (++s.depth > 500) dropOldest(s);
    } else if (event.name === "back" && s.depth >= 2) {
      const from = s.top!;
      const top = from.below!;
      s.top = top;
      s.depth--;
      from.below = free;
      free = from;
      if (line === null) return;
      s.shared ??= share(key, s.first);
      const cause = JSON.stringify(event.id);
      // Reading the register names the event that wrote it: this one.
      line(
        `${s.shared.before}${encoded(event.id)}${s.shared.after}${iso(event.time)}","causes":[${JSON.stringify(top.cause)},${cause}],"data":{"from":${JSON.stringify(from.page)},"to":${JSON.stringify(top.page)},"deep":${s.depth}}}`,
      );
    }
  };

  function dropOldest(s: Visit): void {
    let last = s.top!;
    while (last.below!.below !== null) last = last.below!;
    last.below = null;
    s.bottom = last;
    s.depth--;
  }
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
