import type { Event } from "../../machine/event.ts";
import type { Machine } from "../../machine/machine.ts";
import { formatTime, parseTime } from "../../machine/values/time.ts";
import { fieldDifferences, idOf, outputOf } from "../compare/line.ts";
import { type Needed, neededBy } from "./changes.ts";
import { clockOf } from "./clock.ts";
import type { Course } from "./course.ts";
import type { Change, Explanation, Remedy } from "./explanation.ts";
import { kindOf } from "./kind.ts";
import { remedyOf } from "./remedy.ts";
import type { Fault, Replay } from "./replay.ts";
import { type Smallest, smallest } from "./smallest.ts";
import { stepPairs } from "./steps.ts";
import { feedOf, inversionsOf, type Story, sizeOf, storyOf, wholeOf } from "./story.ts";
import {
  causeTexts,
  faultText,
  NO_EXCHANGE,
  NO_REMEDY,
  proofText,
  remedyText,
  tooLateTexts,
} from "./wording.ts";

/** How many variants an exact search may look at: some hundredths of a second. */
export const WORK = 2000;

/** Null: the course does not show the fault, or nothing is wrong in the end. */
export function explain(
  machine: Machine,
  course: Course,
  fault: Fault,
  replay: Replay,
  work: number = WORK,
): Explanation | null {
  if (fault.verdict === "exact" || fault.verdict === "retracted") return null;
  const story = storyOf(course);
  const found = smallest(machine, story, fault, replay, work);
  return found === null ? null : told(machine, course, story, fault, replay, found);
}

function told(
  machine: Machine,
  course: Course,
  story: Story,
  fault: Fault,
  replay: Replay,
  { variant, certificate }: Smallest,
): Explanation | null {
  const { kept, order } = variant;
  const needed = neededBy(story, variant, course);
  const ordered = kept.map((of) => story.events[of]!);
  const fed = feedOf(story, variant);
  const line = (fault.expected ?? fault.got)!;
  const instant = instantOf(line);
  const clock = clockOf([...[...ordered, ...fed].map(({ time }) => time), instant]);
  const placeOf = new Map(kept.map((of, place) => [of, place]));
  const output = decodeURIComponent(outputOf(idOf(line)));
  const { verdict } = fault;
  const fields = verdict === "changed" ? fieldDifferences(fault.expected!, fault.got!) : [];
  const nameOfEvent = (of: number) =>
    `\`${typeOf(story.events[of]!)}\` (${clock(story.events[of]!.time)})`;
  const nameOf = (item: number) => {
    const { of } = story.items[item]!;
    return story.originals[of] === item ? nameOfEvent(of) : `the copy of ${nameOfEvent(of)}`;
  };
  const cure = remedyOf(story, course, needed, replay.putsRight(story, fault));
  const changes = changesOf(story, needed, placeOf);
  // In order, and wrong all the same: events of other keys had moved time on.
  const size = sizeOf(variant);
  const causes =
    size === 0 ? tooLateTexts(story, variant, course, nameOf) : causeTexts(needed, nameOf);
  if (causes.length === 0) return null;
  const remedy: Remedy | null =
    cure === null ? null : { ...cure, events: cure.events.map((of) => placeOf.get(of)!) };
  const help = cure === null ? NO_REMEDY : remedyText(cure, causes.length, nameOfEvent);
  const why = size === 0 ? causes : [...causes, help];
  const types = ordered.map(typeOf);
  const whole = wholeOf(story);
  return {
    text: `${faultText(`\`${output}\` (${clock(instant)})`, fault, fields)}: ${why.join("; ")}.`,
    certified: size === 0 || (certificate.among !== null && certificate.elsewhere === null),
    proof: size === 0 ? NO_EXCHANGE : proofText(certificate, size, variant.active.length === 0),
    certificate,
    swaps: inversionsOf(order).length,
    steps: stepPairs(machine, replay.words, ordered, fed, clock),
    key: ordered[0]!.key,
    ...{ verdict, output, fields },
    events: ordered.map(({ id, name, time }, i) => ({
      ...{ id, name, time: formatTime(time), place: kept[i]! + 1 },
    })),
    fed: order.map((item, i) => {
      const { of } = story.items[item]!;
      const { id, time } = fed[i]!;
      return {
        ...{ event: placeOf.get(of)!, id },
        stamp: time === story.events[of]!.time ? null : formatTime(time),
        copy: story.originals[of] !== item,
      };
    }),
    changes,
    of: {
      events: story.events.length,
      swaps: inversionsOf(whole.order).length,
      alterations: story.alterations.length,
    },
    remedy,
    ...kindOf(verdict, output, fields, types, changes),
  };
}

const instantOf = (line: string): number =>
  parseTime((JSON.parse(line) as { time: string }).time, { zone: "UTC" })!;

export const typeOf = ({ name }: Event): string => name ?? "undeclared";

function changesOf(
  { items }: Story,
  { exchanges, alterations }: Needed,
  placeOf: ReadonlyMap<number, number>,
): Change[] {
  const place = (item: number) => placeOf.get(items[item]!.of)!;
  return [
    ...exchanges.map(
      ({ late, early, passage }): Change => ({
        ...{ kind: "exchanged", late: place(late), early: place(early) },
        mechanism: passage?.mechanism ?? null,
      }),
    ),
    ...alterations.map(
      ({ kind, item, passage }): Change => ({
        ...{ kind, event: place(item), mechanism: passage?.mechanism ?? null },
      }),
    ),
  ];
}
