import type { Port } from "../port.ts";
import type { Answer, Asked, Question, Reply, Request } from "./questions.ts";

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The page's end of the language service. Every question is about the text as it was given last. */
export class LanguageClient {
  readonly #port: Port;
  readonly #waiting = new Map<number, Waiting>();
  #next = 0;
  /** What the other end has not seen yet. */
  #text: string | null = null;

  constructor(port: Port) {
    this.#port = port;
    port.addEventListener("message", ({ data }: MessageEvent<Reply>) => {
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ("broken" in data) waiting?.reject(new Error(data.broken));
      else waiting?.resolve(data.answer);
    });
  }

  open(text: string): void {
    this.#text = text;
  }

  async ask<Q extends Question>(question: Q, ...asked: Asked<Q>): Promise<Answer<Q>> {
    const id = this.#next++;
    const request: Request = { id, text: this.#text, question, asked };
    this.#text = null;
    const answer = await new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#port.postMessage(request);
    });
    return answer as Answer<Q>;
  }
}
