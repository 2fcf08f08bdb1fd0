import { load } from "virtual:gallery";
import { batch } from "@preact/signals";
import { readHash } from "./share/link.ts";
import { type Read, readShared, type Shared } from "./share/shared.ts";
import { type LogFile, PATTERN_NAME, type Playground } from "./state.ts";

/** Another pattern takes the place of what is there; where a log comes with it, that too. */
export function take(playground: Playground, text: string, log: LogFile | null): void {
  batch(() => {
    playground.trouble.value = null;
    playground.watched.value = { pattern: null, session: null, step: 0 };
    playground.reveal.value = null;
    playground.findings.value = null;
    playground.log.value = log;
    playground.source.value = { name: PATTERN_NAME, text };
  });
}

const refuse = ({ trouble }: Playground, what: string, why: string): void => {
  trouble.value = `${what} cannot be opened: ${why}.`;
};

export async function openExample(playground: Playground, id: string): Promise<void> {
  const fetch = Object.hasOwn(load, id) ? load[id] : undefined;
  if (fetch === undefined)
    return refuse(playground, `The example ${id}`, "there is none of that name");
  const { pattern, logName, log } = (await fetch()).default;
  take(playground, pattern, { name: logName, bytes: new Blob([log]), origin: "gallery" });
}

export function openShared(
  playground: Playground,
  { pattern, log }: Shared,
  origin: LogFile["origin"],
): void {
  const bytes = log === null ? null : new Blob([log.text]);
  take(playground, pattern, bytes === null ? null : { name: log!.name, bytes, origin });
}

const openRead = (playground: Playground, what: string, read: Read): void =>
  "refused" in read
    ? refuse(playground, what, read.refused)
    : openShared(playground, read.shared, "link");

/** What the address says; false: nothing. */
export async function openHash(playground: Playground, hash: string): Promise<boolean> {
  const said = await readHash(hash);
  if (said.kind === "nothing") return false;
  if (said.kind === "example") await openExample(playground, said.id);
  else openRead(playground, "This link", said);
  return true;
}

const PATTERN_BYTES_MAX = 4 * 1024 * 1024;

/** Files that were picked or dropped: a pattern, what was saved here, or else a log. */
export async function openFiles(playground: Playground, files: readonly File[]): Promise<void> {
  for (const file of files) {
    if (/\.pda$/i.test(file.name)) {
      if (file.size > PATTERN_BYTES_MAX)
        refuse(playground, file.name, "a pattern of more than 4 MB cannot be meant");
      else take(playground, await file.text(), playground.log.peek());
    } else if (/\.pushdown\.json$/i.test(file.name))
      openRead(playground, file.name, readShared(await file.text()));
    else playground.log.value = { name: file.name, bytes: file, origin: "own" };
  }
}

/** A page that was written with something inside; see `playground/build/one-file.ts`. */
export function embedded(): Shared | null {
  const text = document.getElementById("pushdown-data")?.textContent ?? "";
  const read = text.trim() === "" ? null : readShared(text);
  return read !== null && "shared" in read ? read.shared : null;
}
