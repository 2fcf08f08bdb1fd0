import type { Course, Passage } from "./course.ts";
import { inversionsOf, type Story, type Variant } from "./story.ts";

/** What a variant needs, with what of its way did most for it. Items and events are the story's. */
export interface Needed {
  readonly exchanges: readonly Exchange[];
  readonly alterations: readonly NeededAlteration[];
}

export interface Exchange {
  readonly late: number;
  readonly early: number;
  /** Null: nothing that is known of. */
  readonly passage: Passage | null;
  /** Whose way it was. */
  readonly of: "late" | "early";
  /** What that stage did to the other one. */
  readonly beside: Passage | null;
}

export interface NeededAlteration {
  readonly number: number;
  readonly kind: "lost" | "copied" | "stamped";
  readonly item: number;
  readonly passage: Passage | null;
}

export function neededBy(story: Story, { active, order }: Variant, course: Course): Needed {
  const passagesOf = (item: number): readonly Passage[] => {
    const { of, arrival } = story.items[item]!;
    return course.passages(of, arrival);
  };
  return {
    exchanges: inversionsOf(order).map(([late, early]) => ({
      ...{ late, early },
      ...blamed(passagesOf(late), passagesOf(early)),
    })),
    alterations: active.map((number) => {
      const { kind, item } = story.alterations[number]!;
      return { number, kind, item, passage: altering(kind, passagesOf(item)) };
    }),
  };
}

/**
 * The stage that did most to exchange the two: what held the late one longer than the early one there, or dated
 * it later, where it is the order of stamps that counts.
 */
function blamed(
  late: readonly Passage[],
  early: readonly Passage[],
): Pick<Exchange, "passage" | "of" | "beside"> {
  const at = (passages: readonly Passage[], stage: number): Passage | null =>
    passages.find((each) => each.stage === stage) ?? null;
  let best: Pick<Exchange, "passage" | "of" | "beside"> = {
    ...{ passage: null, of: "late", beside: null },
  };
  let most = 0;
  const consider = (passage: Passage, of: "late" | "early", weight: number): void => {
    if (weight <= most) return;
    best = { passage, of, beside: at(of === "late" ? early : late, passage.stage) };
    most = weight;
  };
  for (const passage of late)
    consider(passage, "late", passage.delayMs - (at(early, passage.stage)?.delayMs ?? 0));
  for (const passage of early)
    if (passage.delayMs < 0) consider(passage, "early", -passage.delayMs);
  if (most > 0) return best;
  for (const passage of late) consider(passage, "late", passage.shiftMs);
  for (const passage of early) consider(passage, "early", -passage.shiftMs);
  return best;
}

/** An event and those that it was exchanged with. */
export interface Moved {
  readonly item: number;
  /** It came late; else it came early. */
  readonly late: boolean;
  /** With which: in the order of time. */
  readonly exchanges: readonly Exchange[];
}

/** Few events that together account for all exchanges; of one and the same number, those that came late. */
export function movedIn(exchanges: readonly Exchange[]): Moved[] {
  const moved: Moved[] = [];
  for (let rest = exchanges; rest.length > 0; ) {
    const groups = rest.flatMap(({ late, early }) => [
      { item: late, late: true, of: rest.filter((one) => one.late === late) },
      { item: early, late: false, of: rest.filter((one) => one.early === early) },
    ]);
    const weight = (group: (typeof groups)[number]) =>
      group.of.filter(({ passage, of }) => passage !== null && (of === "late") === group.late)
        .length;
    const { item, late, of } = groups.reduce((best, group) =>
      group.of.length > best.of.length ||
      (group.of.length === best.of.length && weight(group) > weight(best))
        ? group
        : best,
    );
    const other = (one: Exchange) => (late ? one.early : one.late);
    moved.push({ item, late, exchanges: of.toSorted((a, b) => other(a) - other(b)) });
    rest = rest.filter((one) => !of.includes(one));
  }
  return moved.sort((a, b) => a.item - b.item);
}

function altering(kind: NeededAlteration["kind"], passages: readonly Passage[]): Passage | null {
  if (kind === "lost") return passages.find(({ lost }) => lost) ?? null;
  if (kind === "copied") return passages.findLast(({ copied }) => copied) ?? null;
  return passages.reduce<Passage | null>(
    (most, each) => (Math.abs(each.shiftMs) > Math.abs(most?.shiftMs ?? 0) ? each : most),
    null,
  );
}
