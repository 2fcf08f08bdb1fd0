import type { Automaton } from "../../src/automaton/automaton.ts";
import { loadTwin } from "../../src/machine/compile.ts";
import { noCounts } from "../../src/machine/counts.ts";
import { load } from "../../src/machine/machine.ts";
import type { DeadStep } from "../../src/machine/output.ts";
import type { Input } from "../oracle/oracle.ts";
import type { Result, Way } from "../property/runs.ts";

const deadLine = (step: DeadStep): string => {
  const lane = step.lane.length === 0 ? "" : `[${step.lane.join(",")}] `;
  if (step.kind === "event") return `${lane}event ${step.event} @${step.instant}`;
  return `${lane}${step.kind} ${step.name} @${step.instant}`;
};

/** The generated twin as a way of running an automaton over one key's inputs. */
export function twin(automaton: Automaton): Way {
  const make = loadTwin(load(automaton));
  return {
    name: "twin",
    run(inputs: readonly Input[]): Result {
      const lines: string[] = [];
      const dead: string[] = [];
      const counts = noCounts();
      const table = make({
        counts,
        line: (text) => lines.push(text),
        dead: (step) => dead.push(deadLine(step)),
      });
      for (const input of inputs) {
        if (input.kind === "event") table.feed(input.event, input.behindWatermark);
        else
          for (const row of [...table.rows()])
            if (input.kind === "end") table.advance(row, Number.POSITIVE_INFINITY, false);
            else table.advance(row, input.at, false);
      }
      return { lines, dead, counts };
    },
  };
}
