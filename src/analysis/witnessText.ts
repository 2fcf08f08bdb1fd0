import type { Automaton, Type } from "../automaton/automaton.ts";
import type { Value } from "../machine/value.ts";
import { formatTime } from "../machine/values/time.ts";
import { durationText } from "../syntax/durations.ts";
import { SCENARIO_START } from "./candidates.ts";
import type { Witness } from "./witness.ts";

/** A witness as the lines of a scenario, in one line: `at 0s search { term: "a" }, at 1s back`. */
export function witnessText(automaton: Automaton, witness: Witness): string {
  const lines = witness.steps.map((step) => {
    const at = `at ${momentText(step.time - SCENARIO_START)}`;
    if (step.fields === null) return at;
    const event = automaton.vocabulary.events.find((one) => one.name === step.event);
    const fields = (event?.fields ?? []).flatMap(({ name, type }) =>
      Object.hasOwn(step.fields!, name) ? [`${name}: ${valueText(type, step.fields![name])}`] : [],
    );
    const list = fields.length === 0 ? "" : ` { ${fields.join(", ")} }`;
    return `${at} ${step.event ?? "undeclared"}${list}`;
  });
  return `\`${lines.join(", ")}\``;
}

const momentText = (milliseconds: number): string =>
  milliseconds === 0 ? "0s" : durationText(milliseconds);

function valueText(type: Type, value: Value): string {
  switch (type.kind) {
    case "text":
      return JSON.stringify(value);
    case "time":
      return JSON.stringify(formatTime(value as number));
    case "duration":
      return momentText(value as number);
    case "exact": {
      if (type.scale === 0) return String(value);
      const sign = String(value).startsWith("-") ? "-" : "";
      const digits = String(value)
        .replace("-", "")
        .padStart(type.scale + 1, "0");
      return `${sign}${digits.slice(0, -type.scale)}.${digits.slice(-type.scale)}`;
    }
    default:
      return String(value);
  }
}
