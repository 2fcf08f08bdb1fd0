import { TransportFailure } from "../failure.ts";
import type { Configuration } from "./settings.ts";

/** What fetching a token needs of the outside. */
export interface Outside {
  readonly fetch: typeof fetch;
  readonly nowMs: () => number;
}

/** Before a token ends, so that a broker never sees an old one. */
const EARLY_MS = 30_000;
const TIMEOUT_MS = 10_000;
/** Where the server does not say (RFC 6749, 5.1, recommends that it does). */
const UNSAID_S = 60;

interface Token {
  readonly value: string;
  readonly untilMs: number;
}

/**
 * A bearer token whenever a connection asks for one: the one configured, or one fetched by the client
 * credentials grant (RFC 6749, 4.4) and kept until shortly before it ends.
 */
export function tokenSource(values: Configuration, outside: Outside): () => Promise<string> {
  const { "sasl.token": fixed, "sasl.token-url": from } = values;
  if (from === undefined) return async () => fixed ?? "";
  let current: Token | undefined;
  // Many connections open at once; one of them asks.
  let asking: Promise<Token> | undefined;
  return async () => {
    if (current !== undefined && outside.nowMs() < current.untilMs) return current.value;
    asking ??= fetchToken(from, values, outside).finally(() => {
      asking = undefined;
    });
    current = await asking;
    return current.value;
  };
}

async function fetchToken(from: string, values: Configuration, outside: Outside): Promise<Token> {
  const scope = values["sasl.scope"];
  const pair = `${encodeURIComponent(values["sasl.client-id"] ?? "")}:${encodeURIComponent(values["sasl.client-secret"] ?? "")}`;
  const body = new URLSearchParams({
    grant_type: "client_credentials",
    ...(scope === undefined ? {} : { scope }),
  });
  let answer: Response;
  try {
    answer = await outside.fetch(from, {
      method: "POST",
      headers: {
        authorization: `Basic ${Buffer.from(pair).toString("base64")}`,
        accept: "application/json",
      },
      body,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    throw new TransportFailure("unavailable", `no bearer token: ${from} does not answer`, error);
  }
  if (!answer.ok) {
    const kind = answer.status >= 500 || answer.status === 429 ? "unavailable" : "refused";
    throw new TransportFailure(
      kind,
      `no bearer token: ${from} answers ${answer.status}${kind === "refused" ? "; are `sasl.client-id` and `sasl.client-secret` right?" : ""}`,
    );
  }
  const said = (await answer.json().catch(() => null)) as Partial<TokenAnswer> | null;
  if (typeof said?.access_token !== "string") {
    throw new TransportFailure("refused", `no bearer token: ${from} answers without access_token`);
  }
  const lastsMs = 1_000 * (Number(said.expires_in) || UNSAID_S);
  const early = Math.min(EARLY_MS, lastsMs / 2);
  return { value: said.access_token, untilMs: outside.nowMs() + lastsMs - early };
}

interface TokenAnswer {
  readonly access_token: string;
  readonly expires_in: number | string;
}
