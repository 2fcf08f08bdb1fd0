import { resetCommand } from "../task/standing.ts";
import { Stopped } from "../task/stopped.ts";
import type {
  Fetched,
  FetchLimits,
  Partition,
  Position,
  Reader,
  StoredMessage,
  Transport,
} from "../transport.ts";
import { type Archive, type ArchivedPartition, seamOf } from "./archive.ts";

/** What becomes of the filling, for whoever runs it. */
export interface FillNews {
  /** A task reads the archive, from here up to the seam. */
  filling(of: Position, seam: number): void;
  /** It has come to the seam, and goes on with the topic. */
  filled(of: Position): void;
}

/**
 * A transport on which the inputs reach back as far as an archive does. An offset means the same in both, so
 * whoever reads does not know where a record came from: positions, ids, transactions and fencing are those of a
 * topic that still has everything. What the topic has is read there.
 */
export function filledFrom(
  transport: Transport,
  archive: Archive,
  app: string,
  news: FillNews,
): Transport {
  const { admin } = transport;
  const seams = new Seams(transport, app);
  return {
    admin: {
      partitions: (topics) => admin.partitions(topics),
      createTopics: (specs) => admin.createTopics(specs),
      deleteTopic: (topic) => admin.deleteTopic(topic),
      config: (topic) => admin.config(topic),
      committed: (group, topic) => admin.committed(group, topic),
      truncate: (of, offset) => admin.truncate(of, offset),
      async offset(of, edge, isolation) {
        if (edge !== "earliest" || !archive.topics.has(of.topic))
          return admin.offset(of, edge, isolation);
        const archived = archive.of(of);
        // Of what neither has, who reads there is told.
        if (archived === null) return 0;
        return Math.min(archived.first, await admin.offset(of, edge, isolation));
      },
    },
    openTask: (options) => transport.openTask(options),
    join: (options) => transport.join(options),
    close: () => transport.close(),
    reader: (isolation) => new FillingReader(transport.reader(isolation), archive, seams, news),
  };
}

/** What the topic still has. */
interface Remains {
  readonly start: number;
  readonly end: number;
}

/** Whether archive and topic are of one piece. */
class Seams {
  private readonly transport: Transport;
  private readonly app: string;

  constructor(transport: Transport, app: string) {
    this.transport = transport;
    this.app = app;
  }

  /** Throws where something would be missing, or read of another topic. */
  async at(of: Partition, archived: ArchivedPartition): Promise<Remains> {
    const { admin } = this.transport;
    const start = await admin.offset(of, "earliest", "committed");
    const end = await admin.offset(of, "latest", "uncommitted");
    const seam = seamOf(archived);
    const name = `${of.topic}-${of.partition}`;
    if (seam < start) {
      throw new Stopped(
        "truncated",
        `the archive of ${name} ends behind offset ${archived.last.offset}, and the topic begins at ${start}: what lay between is in neither`,
        `add the files that have it; to begin without it: ${resetCommand(this.app)}`,
      );
    }
    if (seam > end) throw this.another(name, `ends at ${end}`, archived);
    if (archived.last.offset >= start) await this.mustBeSame(of, archived);
    return { start, end };
  }

  /** The last record that both have. */
  private async mustBeSame(of: Partition, archived: ArchivedPartition): Promise<void> {
    const { last } = archived;
    const reader = this.transport.reader("committed");
    try {
      const at = { ...of, offset: last.offset };
      const [answer] = await reader.fetch([at], { ...ONE, maxWaitMs: 0 });
      const found = answer?.messages.find(({ offset }) => offset === last.offset);
      if (found !== undefined && !isSame(found, last)) {
        const has = `has another record at ${last.offset}`;
        throw this.another(`${of.topic}-${of.partition}`, has, archived);
      }
    } finally {
      await reader.close();
    }
  }

  private another(name: string, what: string, { last }: ArchivedPartition): Stopped {
    return new Stopped(
      "inputs changed",
      `the archive of ${name} goes up to offset ${last.offset}, but the topic ${what}: it is not the topic that was exported`,
      "name the files of this topic, or leave `fill` out",
    );
  }
}

const ONE = { maxBytes: 1_000_000, maxBytesPerPartition: 1_000_000 };

/** A value that is JSON may have been written anew on its way, with other blanks. */
const isSame = (found: StoredMessage, archived: StoredMessage): boolean =>
  textOf(found.key) === textOf(archived.key) && jsonOf(found.value) === jsonOf(archived.value);

const textOf = (bytes: Uint8Array | null): string | null =>
  bytes === null ? null : Buffer.from(bytes).toString();

function jsonOf(bytes: Uint8Array | null): string | null {
  const text = textOf(bytes);
  if (text === null) return null;
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return text;
  }
}

/** Of one partition: what was begun to be read of the archive. */
interface Open {
  readonly seam: number;
  readonly highWatermark: number;
  readonly start: number;
  readonly batches: AsyncIterator<readonly StoredMessage[]>;
  /** Of the next answer. */
  at: number;
}

class FillingReader implements Reader {
  private readonly live: Reader;
  private readonly archive: Archive;
  private readonly seams: Seams;
  private readonly news: FillNews;
  private readonly open = new Map<string, Open>();
  /** Partitions whose seam is behind. */
  private readonly over = new Set<string>();

  constructor(live: Reader, archive: Archive, seams: Seams, news: FillNews) {
    this.live = live;
    this.archive = archive;
    this.seams = seams;
    this.news = news;
  }

  async fetch(positions: readonly Position[], limits: FetchLimits): Promise<Fetched[]> {
    const live: Position[] = [];
    const answers: Fetched[] = [];
    for (const position of positions) {
      const archived = await this.archivedAt(position);
      if (archived === null) live.push(position);
      else answers.push(await this.next(position, archived, limits));
    }
    if (live.length === 0) return answers;
    const maxWaitMs = answers.length > 0 ? 0 : limits.maxWaitMs;
    return [...answers, ...(await this.live.fetch(live, { ...limits, maxWaitMs }))];
  }

  async close(): Promise<void> {
    for (const { batches } of this.open.values()) await batches.return?.();
    this.open.clear();
    await this.live.close();
  }

  /** null: the topic has it. */
  private async archivedAt(position: Position): Promise<Open | null> {
    const { topic, partition, offset } = position;
    const name = `${topic}-${partition}`;
    if (this.over.has(name)) return null;
    const known = this.open.get(name);
    const archived = this.archive.of(position);
    if (archived === null || offset >= seamOf(archived)) {
      this.over.add(name);
      if (known !== undefined) {
        this.news.filled(position);
        await this.end(name, known);
      }
      return null;
    }
    if (known?.at === offset) return known;
    if (known !== undefined) await this.end(name, known);
    const { start, end } = await this.seams.at(position, archived);
    if (start <= offset) {
      this.over.add(name);
      return null;
    }
    const seam = seamOf(archived);
    const batches = archived.read(offset)[Symbol.asyncIterator]();
    const open = { seam, start, highWatermark: end, batches, at: offset };
    this.open.set(name, open);
    this.news.filling(position, seam);
    return open;
  }

  /** As a broker would answer, as far as what is archived goes. */
  private async next(
    { topic, partition }: Partition,
    open: Open,
    limits: FetchLimits,
  ): Promise<Fetched> {
    const messages: StoredMessage[] = [];
    let bytes = 0;
    let ended = false;
    while (bytes < limits.maxBytesPerPartition && messages.length < MOST && !ended) {
      const { value, done } = await open.batches.next();
      ended = done === true;
      for (const message of value ?? []) {
        if (message.offset < open.at) continue;
        messages.push(message);
        bytes += (message.key?.length ?? 0) + (message.value?.length ?? 0);
      }
    }
    const nextOffset = ended ? open.seam : messages.at(-1)!.offset + 1;
    open.at = nextOffset;
    const { start: logStartOffset, highWatermark } = open;
    const end = { highWatermark, lastStableOffset: highWatermark };
    return { topic, partition, messages, nextOffset, logStartOffset, ...end };
  }

  private async end(name: string, { batches }: Open): Promise<void> {
    this.open.delete(name);
    await batches.return?.();
  }
}

/** Of one answer. */
const MOST = 1_000;
