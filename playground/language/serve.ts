import type { Port } from "../port.ts";
import { Answers } from "./answers.ts";
import type { Reply, Request } from "./questions.ts";

/** Answers an editor's questions in a thread of its own. */
export function serveLanguage(port: Port): void {
  const answers = new Answers();
  const answer = async ({ id, text, question, asked }: Request): Promise<Reply> => {
    try {
      if (text !== null) answers.open(text);
      return { id, answer: await answers.answer(question, asked) };
    } catch (error) {
      return { id, broken: error instanceof Error ? error.message : String(error) };
    }
  };
  port.addEventListener("message", async ({ data }: MessageEvent<Request>) => {
    port.postMessage(await answer(data));
  });
}
