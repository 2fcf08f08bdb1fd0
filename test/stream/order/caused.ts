import type { Event } from "../../../src/machine/event.ts";
import type { Input } from "../../oracle/oracle.ts";
import type { Draw } from "../../support/draw.ts";

export const ID = "its id";
export const CAUSE = "its cause";

export const withFields = (event: Event, fields: Event["fields"]): Event => ({
  ...event,
  fields: { ...event.fields, ...fields },
});

/** Events of one key as a tree, with what goes wrong with trees: lost and late causes, copies, loops. */
export function drawCauses(draw: Draw, events: readonly Event[]): readonly Event[] {
  const ids = events.map((event, i) => (draw.chance(0.85) ? `n${i}` : event.id));
  const tangled = draw.chance(0.3);
  const named = events.map((event, i) => {
    const cause = draw.weighted<() => string | undefined>([
      [3, () => undefined],
      [8, () => ids[i - 1]],
      [6, () => (i === 0 ? undefined : draw.pick(ids.slice(0, i)))],
      [2, () => (i === 0 ? undefined : ids[draw.integer(0, Math.min(2, i - 1))])],
      [1, () => "lost"],
      [tangled ? 3 : 0, () => draw.pick(ids)],
      [tangled ? 1 : 0, () => ids[i]],
      [1, () => ""],
    ])();
    return withFields(event, {
      ...(ids[i] === event.id ? {} : { [ID]: ids[i] }),
      ...(cause === undefined ? {} : { [CAUSE]: cause }),
    });
  });
  const arrived: Event[] = [];
  const delayed = draw.pick([0, 0.2, 0.5]);
  for (const event of named) {
    const back = draw.chance(delayed) ? draw.integer(1, 4) : 0;
    arrived.splice(Math.max(0, arrived.length - back), 0, event);
    if (draw.chance(0.1)) arrived.push(draw.pick(arrived));
  }
  return arrived;
}

/** What one key's machine is fed with under a watermark of its own, or none. */
export function inputsUnder(disorderMs: number | null, events: readonly Event[]): Input[] {
  const inputs: Input[] = [];
  let watermark = Number.NEGATIVE_INFINITY;
  for (const event of events) {
    inputs.push({ kind: "event", event, behindWatermark: event.time < watermark });
    if (disorderMs === null) continue;
    watermark = Math.max(watermark, event.time - disorderMs);
    inputs.push({ kind: "watermark", at: watermark });
  }
  return [...inputs, { kind: "end" }];
}
