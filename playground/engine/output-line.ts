import { membersOfText } from "../../src/records/members.ts";
import type { OutputLine } from "./questions.ts";
import type { Ran } from "./run.ts";

/** A line of output in its parts, and the session it came from. */
export function outputLineOf(ran: Ran, line: string): OutputLine {
  const members = new Map(membersOfText(line));
  const text = (name: string): string => {
    const json = members.get(name) ?? "";
    return json.startsWith('"') ? (JSON.parse(json) as string) : json;
  };
  const pattern = text("pattern");
  const watch = ran.patterns.find(({ machine }) => machine.automaton.pattern === pattern);
  const data = membersOfText(members.get("data") ?? "{}");
  return {
    ...{ line, pattern, output: text("output"), kind: text("kind"), key: text("key") },
    ...{ time: text("time"), retracted: members.has("retracted") },
    data: data.map(([name, json]) => `${name}: ${json}`).join(", "),
    session: watch?.sessions.named(text("session"))?.name ?? null,
  };
}
