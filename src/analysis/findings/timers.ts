import type { Timer } from "../../automaton/automaton.ts";
import { pointed } from "../../automaton/pointers.ts";
import type { Diagnostic } from "../../diagnostic/diagnostic.ts";
import { durationText } from "../../syntax/durations.ts";
import { type Context, finding } from "../context.ts";
import { quoted, ruleText, timerText, triggerText } from "../wording.ts";
import { ownersOf } from "./firing.ts";

/** Timers that no session can live to see. */
export function neverDue(context: Context): readonly Diagnostic[] {
  const { layout, model } = context.solved;
  const { automaton } = layout;
  const { gap, max } = automaton.session;
  const reached = new Set(ownersOf(context).map((owner) => owner.pointer));
  return [...model.undue].flatMap(([pointer, why]) => {
    if (!reached.has(pointer.split("/").slice(0, 3).join("/"))) return [];
    const timer = pointed(automaton, pointer) as Timer;
    const text = timerText(timer);
    const end = { max: durationText(max ?? 0), gap: durationText(gap) };
    const reason = {
      max: `a session lasts ${end.max} at most`,
      "idle gap": `a session ends after ${end.gap} without an event`,
      gap: `every event leaves this, and without one the session ends after ${end.gap}`,
      "earlier timer": "an earlier timer always leaves first",
    }[why.because];
    return [
      finding(
        "warning",
        "PDA0508",
        context.head(pointer, text),
        `${ruleText(automaton, pointer)} can never fall due: ${reason}`,
        {
          label: "never due",
          related:
            why.because === "earlier timer"
              ? [
                  {
                    span: context.head(
                      why.other,
                      timerText(pointed(automaton, why.other) as Timer),
                    ),
                    text: "this is always due first",
                  },
                ]
              : [],
          help: [
            why.because === "earlier timer"
              ? "give the earlier timer a guard, or make it longer"
              : `make the timer shorter, or the session longer (\`session gap\`${max === null ? "" : ", `max`"})`,
          ],
        },
      ),
    ];
  });
}

/** Rule 20: a call leaves its state and groups, and disarms their `within`. */
export function withinCutOff(context: Context): readonly Diagnostic[] {
  const { solved } = context;
  const { automaton } = solved.layout;
  const told = new Set<string>();
  const result: Diagnostic[] = [];
  for (const [pointer, heads] of solved.fired) {
    const call = heads[0]!.candidate.effects.find((effect) => effect.do === "call");
    if (call === undefined) continue;
    for (const owner of heads.flatMap((head) => head.place.owners)) {
      owner.holder.timers.forEach((timer, i) => {
        const cut = `${owner.pointer}/timers/${i}`;
        const before = pointer.startsWith(cut);
        if (timer.kind !== "within" || before || told.has(`${pointer} ${cut}`)) return;
        if (solved.model.undue.has(cut)) return;
        told.add(`${pointer} ${cut}`);
        const rule = pointed(automaton, pointer) as
          | Timer
          | { on: Parameters<typeof triggerText>[0] };
        const words = "on" in rule ? triggerText(rule.on) : timerText(rule);
        result.push(
          finding(
            "warning",
            "PDA0509",
            context.head(pointer, words),
            `calling ${quoted(call.part)} here cuts off ${ruleText(automaton, cut)}`,
            {
              label: "the call leaves the state, and the timer with it",
              related: [
                {
                  span: context.head(cut, timerText(timer)),
                  text: "stops when the call begins, and starts anew after it",
                },
              ],
              help: [
                `put the timer into ${quoted(call.part)}, or remember the time (\`since = now\`) and test it after the call`,
              ],
            },
          ),
        );
      });
    }
  }
  return result;
}
