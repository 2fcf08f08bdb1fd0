import { exponential } from "../chance/quantile.ts";
import { mechanism } from "../mechanism.ts";
import { duration, share } from "../parameter.ts";
import { sayDuration } from "../wording.ts";

const AGAIN = 0;
const AFTER = 1;
const RENAMED = 2;
/** Draws of one event; a resend too many has the chance of share^64. */
const RESENDS_MAX = 64;

/** D10. */
export const copies = mechanism({
  name: "copies",
  models:
    "At least once: the answer to a request gets lost, so the client sends the event again, though it had arrived.",
  parameters: {
    share: share({
      default: 0.006,
      says: "sendings that are followed by another",
      source: "Segment 2017: about 0.6% over four weeks (quoted from memory)",
    }),
    after: duration({
      default: 2000,
      says: "mean time until the event is sent again, exponential",
      source: "assumed: time-outs of seconds",
    }),
    renamed: share({
      default: 0,
      says: "copies that come under a new id",
      source: "Snowplow's taxonomy, issue 24: most copies have the same id",
    }),
  },
  law: "An event has k copies with probability (1 − share) share^k; each follows the one before by an exponential time.",
  impossible: ({ share }) => (share === 1 ? "with share=100% copies never end" : null),
  apply({ share, after, renamed }, traffic, chance) {
    if (share === 0) return;
    const { live } = traffic;
    for (let i = 0; i < live; i++) {
      const row = traffic.order[i]!;
      const of = traffic.event[row]!;
      const copyNumber = traffic.copyNumber[row]!;
      let leaves = traffic.at[row]!;
      for (let k = 0; k < RESENDS_MAX; k++) {
        const draw = 3 * k;
        if (chance.ofEvent(of, copyNumber, AGAIN + draw) >= share) break;
        if (after > 0) leaves += exponential(chance.ofEvent(of, copyNumber, AFTER + draw), after);
        const copy = traffic.copy(row);
        traffic.at[copy] = leaves;
        traffic.tag(copy, k);
        if (renamed > 0 && chance.ofEvent(of, copyNumber, RENAMED + draw) < renamed)
          traffic.renamed[copy] = 1;
      }
    }
  },
  tell: ({ delayMs }) => `was sent again ${sayDuration(delayMs)} later`,
});
