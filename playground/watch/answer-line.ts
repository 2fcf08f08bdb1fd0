/** A line of the answer of `pda why`, below its first. */
export interface AnswerLine {
  /** What is said; an event at its time; what a step did; one explanation of several. */
  readonly is: "said" | "step" | "did" | "other";
  readonly time: string;
  readonly text: string;
  /** The event is not as it was: it would have made the difference. */
  readonly changed: boolean;
}

/** As the command indents and marks it. */
export function answerLine(line: string): AnswerLine {
  const text = line.trimStart();
  const plain = { time: "", text, changed: false };
  if (text === line) return { ...plain, is: "said" };
  if (text.startsWith("- ")) return { ...plain, is: "other", text: text.slice(2) };
  const [, mark, time = "", event = ""] = /^(\* )?(\S+)\s{2,}(.*)$/.exec(text) ?? [];
  return time === ""
    ? { ...plain, is: "did" }
    : { is: "step", time, text: event, changed: mark !== undefined };
}
