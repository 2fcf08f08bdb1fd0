import type { ErrorKind } from "./figures.ts";
import { counted } from "./recommend.ts";
import { wrapped } from "./table.ts";

const VERDICT_WORDS = {
  exact: "exact",
  changed: "changed",
  "false negative": "missing",
  "false positive": "spurious",
  duplicate: "doubled",
  retracted: "taken back",
} as const;

const EVENTS_SHOWN = 8;

/** `attribution changed in term, 138 times, by collectors` */
export function kindTitle({ output, verdict, fields, mechanism, count }: ErrorKind): string {
  const what = fields.map(({ field }) => field).join(", ");
  return `${output} ${VERDICT_WORDS[verdict]}${what === "" ? "" : ` in ${what}`}, ${counted(count, "time")}${mechanism === null ? "" : `, by ${mechanism}`}`;
}

/** One kind of error: how often, what an example expected and got, and why. */
export function caseLines(kind: ErrorKind, number: number, width: number): string[] {
  const { example } = kind;
  const title = `${number}. ${kindTitle(kind)}`;
  const { expected, got, events, key, seed, explanation } = example;
  const cut = (text: string): string =>
    text.length > width ? `${text.slice(0, width - 1)}…` : text;
  const arrived = [...events].sort(
    (a, b) => (a.arrival ?? Number.POSITIVE_INFINITY) - (b.arrival ?? Number.POSITIVE_INFINITY),
  );
  return [
    ...wrapped(title, width),
    cut(`   key ${key}, seed ${seed}`),
    ...(expected === null ? [] : [cut(`   expected ${contentIn(expected)}`)]),
    ...(got === null ? [] : [cut(`   got      ${contentIn(got)}`)]),
    ...(explanation === undefined
      ? arrived
          .slice(0, EVENTS_SHOWN)
          .map(({ name, time, happened, arrival, place }) =>
            cut(
              `   ${arrival === null ? "–" : arrival} ${(name ?? "undeclared").padEnd(10)} ${time.slice(11, 23)}${arrival !== null && arrival !== place ? ` (was ${place})` : ""}${happened.length === 0 ? "" : ` ${happened.join(", ")}`}`,
            ),
          )
      : wrapped(explanation.text, width, "   ")),
    ...(explanation === undefined && arrived.length > EVENTS_SHOWN
      ? [`   … ${arrived.length - EVENTS_SHOWN} more`]
      : []),
  ];
}

/** The result's content, without its head. */
const contentIn = (line: string): string => line.slice(line.indexOf(',"data":') + 8, -1);
