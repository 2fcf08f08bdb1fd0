import type { FieldDifference, Mark } from "./verdict.ts";

/**
 * Outputs as their lines (rule 27), read as text: digits that a double does not hold must count, too. In a text
 * value a quote is escaped, so that `,"data":{` stands in a line once.
 */

export const idOf = (line: string): string => line.slice(7, line.indexOf('"', 7));

/** Parts of an id hold no `/`, because they are percent-encoded. */
export const outputOf = (id: string): string => id.split("/")[3]!;

export const triggerOf = (id: string): string => id.split("/")[2]!;

/** Whether the trigger is a session's end; behind a timer's first `~` stands `owner.n`. */
export const isEnd = (id: string): boolean => /^[^~]*~end(~|$)/.test(triggerOf(id));

/** E of the trigger, still encoded. */
export const eventOf = (id: string): string => {
  const trigger = triggerOf(id);
  const end = trigger.indexOf("~");
  return end < 0 ? trigger : trigger.slice(0, end);
};

/** Of a pattern with `late retract` (rule 36). */
export interface Revision {
  readonly rev: number;
  readonly retracted: boolean;
}

/** Null: this pattern's outputs are never taken back. */
export function revisionOf(line: string): Revision | null {
  const end = line.indexOf('"', 7);
  const label = ',"rev":';
  if (!line.startsWith(label, end + 1)) return null;
  const rev = Number.parseInt(line.slice(end + 1 + label.length), 10);
  return { rev, retracted: !line.includes(',"data":{') };
}

const DATA = ',"data":';

/** The text of `data`. */
export const contentOf = (line: string): string => line.slice(line.indexOf(DATA) + DATA.length, -1);

export function fieldDifferences(truth: string, observed: string): FieldDifference[] {
  const [was, is] = [membersOf(contentOf(truth)), membersOf(contentOf(observed))];
  const found: FieldDifference[] = [];
  for (const [field, value] of was)
    if (!is.has(field)) found.push({ field, how: "gone" });
    else if (is.get(field) !== value) found.push({ field, how: "other" });
  for (const field of is.keys()) if (!was.has(field)) found.push({ field, how: "come" });
  return found;
}

/** Members of an object without blanks, by name, as text. */
export function membersOf(json: string): Map<string, string> {
  const members = new Map<string, string>();
  let at = 1;
  while (at < json.length - 1) {
    const nameEnd = textEnd(json, at);
    const valueEnd = endOfValue(json, nameEnd + 1);
    members.set(JSON.parse(json.slice(at, nameEnd)) as string, json.slice(nameEnd + 1, valueEnd));
    at = valueEnd + 1;
  }
  return members;
}

/** Behind the closing quote of the text that begins at `at`. */
function textEnd(json: string, at: number): number {
  let end = at + 1;
  while (json[end] !== '"') end += json[end] === "\\" ? 2 : 1;
  return end + 1;
}

/** The comma or closing brace behind the value that begins at `at`. */
function endOfValue(json: string, at: number): number {
  let depth = 0;
  for (let end = at; ; ) {
    const c = json[end];
    if (c === '"') end = textEnd(json, end);
    else if (depth === 0 && (c === "," || c === "}")) return end;
    else {
      if (c === "{" || c === "[") depth++;
      else if (c === "}" || c === "]") depth--;
      end++;
    }
  }
}

/** What of the head differs. */
export function headMarks(truth: string, observed: string): Mark[] {
  const [was, is] = [headOf(truth), headOf(observed)];
  const marks: Mark[] = [];
  if (was.session !== is.session) marks.push("moved");
  if (was.time !== is.time) marks.push("shifted");
  if (was.causes !== is.causes) marks.push("caused otherwise");
  return marks;
}

/** Ids of the events that an output depends on. */
export function causesOf(line: string): readonly string[] {
  const label = ',"causes":';
  const end = line.indexOf(DATA);
  const at = line.lastIndexOf(label, end < 0 ? line.length : end);
  const until = end < 0 ? line.indexOf("]", at) + 1 : end;
  const rest = line.slice(at + label.length, until);
  // A retraction's causes are followed by no content.
  return JSON.parse(end < 0 ? rest.slice(0, rest.indexOf("]") + 1) : rest) as string[];
}

/** The end of the head; before it stand members that an identity says already. */
function headOf(line: string): { session: string; time: string; causes: string } {
  const end = line.indexOf(DATA);
  const causes = line.lastIndexOf(',"causes":[', end);
  const time = line.lastIndexOf(',"time":"', causes);
  const session = line.lastIndexOf(',"session":', time);
  return {
    session: line.slice(session, time),
    time: line.slice(time, causes),
    causes: line.slice(causes, end),
  };
}
