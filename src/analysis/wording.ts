import type { Automaton, State, Timer, Transition, Trigger } from "../automaton/automaton.ts";
import { pointed } from "../automaton/pointers.ts";
import { durationText } from "../syntax/durations.ts";
import type { Occurrence } from "./head.ts";

export const quoted = (name: string): string => `\`${name}\``;

/** "`a`", "`a` or `b`", "`a`, `b` or `c`". */
export function either(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} or ${words[words.length - 1]}`;
}

/** "`query`, `filter` or nothing". */
export function topsText(tops: readonly (string | null)[]): string {
  const kinds = tops.filter((top) => top !== null).map(quoted);
  return either(tops.includes(null) ? [...kinds, "nothing"] : kinds);
}

export function triggerText(on: Trigger): string {
  return `on ${typeof on === "string" ? on : on.events.join(", ")}`;
}

export const timerText = (timer: Timer): string =>
  timer.kind === "idle"
    ? `after ${durationText(timer.duration)} idle`
    : `${timer.kind} ${durationText(timer.duration)}`;

/** "`on view` of state `found`"; a rule by its pointer. */
export function ruleText(automaton: Automaton, pointer: string): string {
  const [, list, index, kind] = pointer.split("/");
  if (pointer.startsWith("/stack/depth")) return "`depth … else`";
  if (list === "onEnd" || list === "afterwards") {
    return `${list === "onEnd" ? "`on end`" : "`afterwards`"} of the pattern`;
  }
  const rule = pointed(automaton, pointer);
  const text =
    kind === "transitions"
      ? triggerText((rule as Transition).on)
      : kind === "timers"
        ? timerText(rule as Timer)
        : kind === "onEnd"
          ? "on end"
          : "afterwards";
  return `${quoted(text)} of ${ownerText(automaton, `/${list}/${index}`)}`;
}

/** "state `found`", "group `attributed`", "part `checkout`". */
export function ownerText(automaton: Automaton, pointer: string): string {
  const owner = pointed(automaton, pointer) as State & { readonly start?: string | null };
  if (pointer.startsWith("/states/")) return `state ${quoted(owner.name)}`;
  return `${owner.start == null ? "group" : "part"} ${quoted(owner.name)}`;
}

/** One thing that happens, in a few words: "`search`", "`after 30m` of state `idle`". */
export function occurrenceText(automaton: Automaton, occurrence: Occurrence): string {
  if (occurrence.by === "expiry") return `the ${quoted(occurrence.kind)} expires`;
  if (occurrence.by === "timer") return ruleText(automaton, occurrence.pointer);
  return occurrence.event === null ? "an undeclared record" : quoted(occurrence.event);
}

/** "`search`, `view`, 3 times `cart`". */
export function journeyText(automaton: Automaton, occurrences: readonly Occurrence[]): string {
  const words: { text: string; times: number }[] = [];
  for (const occurrence of occurrences) {
    const text = occurrenceText(automaton, occurrence);
    const last = words[words.length - 1];
    if (last?.text === text) last.times++;
    else words.push({ text, times: 1 });
  }
  return words.map(({ text, times }) => (times === 1 ? text : `${times} times ${text}`)).join(", ");
}
