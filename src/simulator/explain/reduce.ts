import {
  altered,
  inversionsOf,
  keeping,
  type Story,
  sizeOf,
  tookPlace,
  type Variant,
} from "./story.ts";

/** Whether the fault is still there. */
export type Shows = (variant: Variant) => boolean;

/**
 * Leaves out what is not needed until nothing more can be left out alone: the complements of Zeller's ddmin
 * (Zeller and Hildebrandt 2002), in chunks that are halved. Later ones go first.
 */
export function leaveOut(
  whole: readonly number[],
  holds: (rest: readonly number[]) => boolean,
): readonly number[] {
  let rest = whole;
  for (let size = whole.length; size >= 1; ) {
    let removed = false;
    for (let end = rest.length; end > 0; ) {
      const start = Math.max(0, end - size);
      const less = rest.toSpliced(start, end - start);
      if (holds(less)) {
        rest = less;
        removed = true;
      }
      end = start;
    }
    if (size > 1) size = Math.min(size >> 1, rest.length || 1);
    else if (!removed) break;
  }
  return rest;
}

/** Fewer events. */
export function fewerEvents(story: Story, variant: Variant, shows: Shows): Variant {
  const kept = leaveOut(variant.kept, (rest) => shows(keeping(story, variant, rest)));
  return keeping(story, variant, kept);
}

/** Fewer alterations. */
export function fewerAlterations(story: Story, variant: Variant, shows: Shows): Variant {
  const active = leaveOut(variant.active, (rest) => {
    const less = altered(story, variant, rest);
    return tookPlace(story, less.order) && sizeOf(less) < sizeOf(variant) && shows(less);
  });
  return altered(story, variant, active);
}

/**
 * Exchanges neighbours back while the fault stays, down to an order in which none can be: a descent in the weak
 * order of permutations. Leaving out single inversions would not do, because not every set of them is an order.
 */
export function fewerExchanges(variant: Variant, shows: Shows): Variant {
  let best = variant;
  for (let i = 1; i < best.order.length; ) {
    const [before, after] = [best.order[i - 1]!, best.order[i]!];
    const less = { ...best, order: best.order.with(i - 1, after).with(i, before) };
    if (before > after && shows(less)) {
      best = less;
      i = Math.max(1, i - 1);
    } else i++;
  }
  return best;
}

/** All of these by turns, until none finds anything more. */
export function reduce(story: Story, variant: Variant, shows: Shows): Variant {
  let best = variant;
  for (;;) {
    const { kept, active, order } = best;
    best = fewerEvents(story, best, shows);
    best = fewerAlterations(story, best, shows);
    best = fewerExchanges(best, shows);
    if (
      best.kept.length === kept.length &&
      best.active.length === active.length &&
      inversionsOf(best.order).length === inversionsOf(order).length
    )
      return best;
  }
}
