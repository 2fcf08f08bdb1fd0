import type { Port } from "../port.ts";
import type { Answer, Asked, Question, Reply, Request } from "./questions.ts";

interface Waiting {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Answers to questions that need no more than the text. */
export type LanguageAnswers = {
  readonly [Q in Question]: Answer<Q>;
};

/** A text and what the service says of it, known before the service has begun. */
export interface KnownText {
  readonly text: string;
  readonly answers: Partial<LanguageAnswers>;
}

/** The page's end of the language service. Every question is about the text as it was given last. */
export class LanguageClient {
  readonly #port: Port;
  readonly #waiting = new Map<number, Waiting>();
  #next = 0;
  /** What the other end has not seen yet. */
  #text: string | null = null;

  /** Of the text as it stands. */
  #known: KnownText | null = null;

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
    if (text !== this.#known?.text) this.#known = null;
  }

  /** Until another text is opened. */
  know(known: KnownText): void {
    this.#known = known;
  }

  async ask<Q extends Question>(question: Q, ...asked: Asked<Q>): Promise<Answer<Q>> {
    const known = this.#known?.answers[question];
    if (known !== undefined) return known;
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
