import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { RootDatabase } from "lmdb";
import { type OrderedMap, OrderedShelf } from "./ordered-shelf.ts";
import { type Owner, type Shelf, ShelfFailure, type Shelves } from "./shelf.ts";

const BOOT_ID = "/proc/sys/kernel/random/boot_id";

/** Names the time since the machine was started; null: this system does not tell. */
export function bootOfMachine(): string | null {
  try {
    return readFileSync(BOOT_ID, "utf8").trim();
  } catch {
    return null;
  }
}

/**
 * A folder with an LMDB file for each task. Writes are left to the system's cache, which a killed process
 * leaves whole and a machine that stops does not: so beside each file it is noted in which boot it was
 * opened, and whether it was closed and is on the disk. What cannot be vouched for is built anew.
 */
export function lmdbShelves(folder: string, boot: string | null = bootOfMachine()): Shelves {
  return {
    async open(task, owner) {
      const files = filesOf(folder, task);
      try {
        mkdirSync(join(folder), { recursive: true });
        return await openShelf(files, owner, boot);
      } catch (error) {
        throw failed(`opening ${files.data}`, error);
      }
    },
  };
}

interface Files {
  readonly data: string;
  readonly note: string;
}

const filesOf = (folder: string, task: string): Files => ({
  data: join(folder, `${task}.lmdb`),
  note: join(folder, `${task}.boot.json`),
});

interface Note {
  readonly boot: string | null;
  readonly closed: boolean;
}

async function openShelf(files: Files, owner: Owner, boot: string | null): Promise<Shelf | null> {
  let trouble = troubleOf(noteOf(files), boot);
  if (trouble === null && !isLmdb(files)) trouble = "its file is damaged";
  // What LMDB did not write, or not to the end, could take the process down: it is not looked at.
  if (trouble !== null) remove(files);
  const db = await openFile(files);
  writeNote(files, { boot, closed: false });
  const map = mapOf(db, files);
  const shelf = OrderedShelf.open(map, owner, { place: files.data, trouble }, async () => {
    await db.close();
    flush(files.data);
    writeNote(files, { boot, closed: true });
  });
  if (shelf === null) await db.close();
  return shelf;
}

function troubleOf(note: Note | null, boot: string | null): string | null {
  if (note === null || note.closed || (boot !== null && note.boot === boot)) return null;
  return "it was not closed before the machine was started anew, or on another machine";
}

function remove({ data }: Files): void {
  for (const file of [data, `${data}-lock`]) rmSync(file, { force: true });
}

function noteOf({ note }: Files): Note | null {
  try {
    return JSON.parse(readFileSync(note, "utf8")) as Note;
  } catch {
    return null;
  }
}

/** On the disk before anything else is. */
function writeNote({ note }: Files, content: Note): void {
  const fresh = `${note}.new`;
  writeFileSync(fresh, JSON.stringify(content));
  flush(fresh);
  renameSync(fresh, note);
}

function flush(file: string): void {
  const handle = openSync(file, "r+");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Both of its first pages say so, and which of LMDB's formats it is. */
function isLmdb({ data }: Files): boolean {
  let handle: number;
  try {
    handle = openSync(data, "r");
  } catch {
    return true; // there is none yet
  }
  try {
    const head = Buffer.alloc(META_HEAD);
    const length = readSync(handle, head, 0, META_HEAD, 0);
    return (
      length === 0 || (length === META_HEAD && head.readUInt32LE(META_MAGIC_AT) === META_MAGIC)
    );
  } finally {
    closeSync(handle);
  }
}

const META_MAGIC = 0xbeefc0de;
const META_MAGIC_AT = 24;
const META_HEAD = 48;

async function openFile({ data }: Files): Promise<RootDatabase<Buffer, Buffer>> {
  const { open } = await library();
  return open<Buffer, Buffer>({
    path: data,
    noSubdir: true,
    noSync: true,
    encoding: "binary",
    keyEncoding: "binary",
    maxDbs: 1,
  });
}

/** Only who keeps sessions on disk needs it. */
async function library(): Promise<typeof import("lmdb")> {
  try {
    return await import("lmdb");
  } catch (error) {
    throw new ShelfFailure(
      `the disk store needs the package lmdb, which cannot be loaded: ${textOfError(error)}`,
      "install Pushdown with its optional packages (`npm install --include=optional`), or say --store memory",
    );
  }
}

const APPEND = { append: true };

function mapOf(db: RootDatabase<Buffer, Buffer>, { data }: Files): OrderedMap {
  const buffer = (bytes: Uint8Array): Buffer =>
    Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    get: (entry) => db.getBinary(buffer(entry)),
    put: (entry, content) => db.putSync(buffer(entry), buffer(content)),
    append(entry, content) {
      const done: unknown = db.putSync(buffer(entry), buffer(content), APPEND);
      if (done === false) throw new Error("what is appended does not come last");
    },
    remove: (entry) => db.removeSync(buffer(entry)),
    *range({ from, to }, most) {
      const limit = Number.isFinite(most) ? { limit: most } : {};
      for (const { key, value } of db.getRange({ start: buffer(from), end: buffer(to), ...limit }))
        yield [key, value];
    },
    clear: () => db.clearSync(),
    atOnce(doing) {
      try {
        return db.transactionSync(doing);
      } catch (error) {
        throw failed(`writing to ${data}`, error);
      }
    },
  };
}

const textOfError = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

function failed(doing: string, error: unknown): unknown {
  if (error instanceof ShelfFailure) return error;
  const remedy =
    "make room on the disk, or see to the folder's rights; what is committed is safe in the changelog";
  return new ShelfFailure(`${doing}: ${textOfError(error)}`, remedy);
}
