import type { Chance } from "../chance/chance.ts";
import { exponential, logNormal } from "../chance/quantile.ts";
import { mechanism } from "../mechanism.ts";
import { choice, duration, flag, limit, span, spread } from "../parameter.ts";
import type { Traffic } from "../traffic.ts";
import { sayDuration } from "../wording.ts";

const ON = 0;
const OFF = 1;
const PHASE = 2;

/** D4. */
export const offline = mechanism({
  name: "offline",
  models:
    "An app keeps events on the device and sends them in batches; while the device has no network they pile up and leave as one burst when it is back.",
  parameters: {
    on: duration({
      default: 1_800_000,
      above: 0,
      says: "mean time with network",
      source: "assumed",
    }),
    off: duration({
      default: 300_000,
      above: 0,
      says: "median time without",
      source: "assumed: log-normal, median 5 min",
    }),
    sigma: spread({
      default: 2,
      says: "spread of the time without: of its logarithm",
      source: "assumed",
    }),
    flush: duration({
      default: 30_000,
      says: "time between two uploads",
      source: "Amplitude Android: flushIntervalMillis 30000",
    }),
    batch: limit({
      default: 30,
      says: "so many waiting events are uploaded at once",
      source: "Amplitude Android: flushQueueSize 30",
    }),
    cap: limit({
      default: 1000,
      says: "events that the device can keep",
      source: "Amplitude's older SDK: eventMaxCount 1000",
    }),
    keep: choice(["newest", "oldest"], {
      default: "newest",
      says: "which are kept when there are more",
      source: "Amplitude's older SDK drops the oldest",
    }),
    accept: span({
      default: 259_200_000,
      says: "events older than this are refused",
      source: "GA4 Measurement Protocol: 72 h",
    }),
    live: flag({
      default: false,
      says: "whether events are sent at once while there is network, past those that wait",
      source: "assumed: one queue",
    }),
  },
  law: "A device that was online is offline at some time of a stretch g with probability 1 − exp(−g/on); a time without network is log-normal(off, sigma). Online, an event waits a time uniform in 0 to flush. With live=off a device's events keep their order.",
  apply(values, traffic, chance) {
    const { truth } = traffic;
    const { starts, rows } = traffic.bySession();
    for (let session = 0; session < truth.sessions; session++) {
      const [from, to] = [starts[session]!, starts[session + 1]!];
      if (from === to) continue;
      const begin = traffic.at[rows[from]!]!;
      const network = new Network(chance, session, begin, values);
      const phase = values.flush * chance.ofSession(session, 0, PHASE);
      new Queue(values, network, phase, traffic).run(rows, from, to);
    }
  },
  tell: ({ delayMs, lost, unit }) =>
    lost
      ? "was dropped on the device"
      : `${unit === 1 ? "waited on a device without network for" : "waited for the next upload for"} ${sayDuration(delayMs)}`,
});

interface Device {
  readonly on: number;
  readonly off: number;
  readonly sigma: number;
  readonly flush: number;
  readonly batch: number;
  readonly cap: number;
  readonly keep: "newest" | "oldest";
  readonly accept: number;
  readonly live: boolean;
}

/** When a device is online: alternately, beginning online at its first event. */
class Network {
  readonly #chance: Chance;
  readonly #session: number;
  readonly #values: Device;
  /** Beginnings and ends of times without network, as far as they may be asked for. */
  readonly #gone: number[] = [];
  readonly #back: number[] = [];
  #count = 0;
  #asked = Number.NEGATIVE_INFINITY;

  constructor(chance: Chance, session: number, begin: number, values: Device) {
    this.#chance = chance;
    this.#session = session;
    this.#values = values;
    this.#extend(begin);
  }

  /** The earliest instant from `time` on at which the device is online. */
  onlineFrom(time: number): number {
    while (this.#back.at(-1)! <= time) {
      const online = this.#back.at(-1)!;
      if (online <= this.#asked) {
        this.#gone.length = 0;
        this.#back.length = 0;
      }
      this.#extend(online);
    }
    let i = this.#back.length - 1;
    while (i > 0 && this.#back[i - 1]! > time) i--;
    return time >= this.#gone[i]! ? this.#back[i]! : time;
  }

  /** Nothing before a time will be asked for. */
  forget(time: number): void {
    this.#asked = time;
  }

  #extend(online: number): void {
    const { on, off, sigma } = this.#values;
    const k = this.#count++;
    const gone = online + exponential(this.#chance.ofSession(this.#session, k, ON), on);
    this.#gone.push(gone);
    this.#back.push(gone + logNormal(this.#chance.ofSession(this.#session, k, OFF), off, sigma));
  }
}

class Queue {
  readonly #values: Device;
  readonly #network: Network;
  readonly #phase: number;
  readonly #traffic: Traffic;
  readonly #waiting: number[] = [];
  #due = Number.POSITIVE_INFINITY;

  constructor(values: Device, network: Network, phase: number, traffic: Traffic) {
    this.#values = values;
    this.#network = network;
    this.#phase = phase;
    this.#traffic = traffic;
  }

  run(rows: Uint32Array, from: number, to: number): void {
    const { batch, cap, keep, live } = this.#values;
    for (let i = from; i < to; i++) {
      const row = rows[i]!;
      const now = this.#traffic.at[row]!;
      if (this.#due <= now) this.#upload(this.#due);
      this.#network.forget(now);
      const online = this.#network.onlineFrom(now);
      if (live && online === now) continue;
      const back = online > now && !live ? online : this.#network.onlineFrom(this.#tick(online));
      this.#due = Math.min(this.#due, back);
      this.#traffic.tag(row, online > now ? 1 : 0);
      this.#waiting.push(row);
      if (this.#waiting.length > cap)
        this.#traffic.lose(keep === "newest" ? this.#waiting.shift()! : this.#waiting.pop()!);
      if (online === now && this.#waiting.length >= batch) this.#upload(now);
    }
    this.#upload(this.#due);
  }

  /** The next upload at or behind a time. */
  #tick(time: number): number {
    const { flush } = this.#values;
    return flush === 0 ? time : this.#phase + Math.ceil((time - this.#phase) / flush) * flush;
  }

  #upload(time: number): void {
    const { at, sent } = this.#traffic;
    for (const row of this.#waiting) {
      if (time - at[row]! > this.#values.accept) this.#traffic.lose(row);
      at[row] = time;
      sent[row] = time;
    }
    this.#waiting.length = 0;
    this.#due = Number.POSITIVE_INFINITY;
  }
}
