import type { Configuration, Session, StackCells } from "../../machine/configuration.ts";
import { isFrame } from "../../machine/stack.ts";
import type { Value } from "../../machine/value.ts";
import { formatTime } from "../../machine/values/time.ts";
import type { KeyState } from "../../stream/key-state.ts";

/** What is open of a key, for people: plain JSON, times as text, the stack from the top down. */
export function sessionView({ visitor, order, history, causes }: KeyState): unknown {
  const waiting = [...(order?.reorder ?? []), ...(order?.sequence?.held ?? [])].length;
  return {
    lanes: (visitor?.lanes ?? []).map(({ lane, configuration, session }) => ({
      ...(lane.texts.length > 0 ? { lane: lane.texts } : {}),
      ...configurationView(configuration),
      session: sessionTimes(session ?? visitor!.session),
    })),
    ...(waiting > 0 ? { waitingForOrder: waiting } : {}),
    ...(history === undefined ? {} : { mayStillBeCorrected: true }),
    ...(causes === undefined ? {} : { followsCauses: true }),
  };
}

function configurationView({ state, stack, registers, timers }: Configuration) {
  return {
    state,
    stack: cells(stack),
    registers: Object.fromEntries(
      Object.entries(registers).map(([name, { value, writer }]) => [
        name,
        { value: plain(value), writtenBy: writer?.id ?? null },
      ]),
    ),
    timers: timers.map(({ owner, index, due, armedBy }) => ({
      timer: `${owner}.${index}`,
      due: formatTime(due),
      armedBy: armedBy.id,
    })),
  };
}

function cells(stack: StackCells): unknown[] {
  const found: unknown[] = [];
  for (let rest = stack; rest !== null; rest = rest.below) {
    const { cell } = rest;
    if (!isFrame(cell)) found.push({ returnsTo: cell.returnTo });
    else {
      const fields = Object.entries(cell.fields).map(([name, value]) => [name, plain(value)]);
      const { kind, writer } = cell;
      found.push({ kind, ...Object.fromEntries(fields), pushedBy: writer.id });
    }
  }
  return found;
}

const sessionTimes = (session: Session | null) =>
  session === null
    ? null
    : {
        start: formatTime(session.start),
        latest: formatTime(session.latest),
        clock: formatTime(session.clock),
        events: session.events,
        first: session.first.id,
      };

/** JSON has no whole numbers beyond 2^53. */
const plain = (value: Value): unknown =>
  typeof value === "bigint" ? String(value) : (value ?? null);
