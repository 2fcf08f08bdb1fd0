import { expressionText } from "../automaton/wording.ts";
import type { Event } from "../machine/event.ts";
import type { Attempt } from "../machine/explanation.ts";
import type { Machine } from "../machine/machine.ts";
import type { Output } from "../machine/output.ts";
import { outputLine, renderValue } from "../machine/render.ts";
import { formatTime } from "../machine/values/time.ts";
import type { Happening } from "../machine/visitor.ts";
import { stimulusText } from "../stream/trace.ts";
import { changed, type Edit } from "./edit.ts";
import { explanationText, type Telling } from "./edit-words.ts";
import type { Life } from "./life.ts";
import type { Explanation } from "./node.ts";
import { nearestSentence, resultSentence, tellingOf } from "./report.ts";
import type { Answer } from "./why.ts";
import { readValues, testValues } from "./words.ts";

export const WHY_VERSION = 1;

/** An answer as data that is plain JSON. */
export function answerJson(machine: Machine, life: Life, answer: Answer): unknown {
  return {
    version: WHY_VERSION,
    pattern: machine.automaton.pattern,
    key: answer.key,
    sessions: answer.sessions.map(({ number, lane, start, latest, end, events }) => ({
      ...{ number, lane, start: formatTime(start), latest: formatTime(latest) },
      ...{ end: { time: formatTime(end.instant), by: end.by }, events },
    })),
    results: answer.results.map((result) => ({
      session: result.session,
      sentence: resultSentence(result),
      output: outputJson(result.output),
      steps: result.chain.map((one) => stepJson(machine, one)),
    })),
    more: answer.more,
    nearest: answer.nearest.map((nearest) => {
      const telling = tellingOf(machine, life, nearest);
      const { furthest } = nearest;
      return {
        session: nearest.session.number,
        wanted: nearest.wanted,
        sentence: nearestSentence(telling, nearest),
        explanations: nearest.explanations.map((one) => explanationJson(telling, one)),
        furthest:
          furthest === null
            ? null
            : {
                ...furthest,
                time: formatTime(furthest.time),
                left: Number.isFinite(furthest.left) ? furthest.left : null,
              },
        exhausted: nearest.exhausted,
      };
    }),
  };
}

const outputJson = (output: Output): unknown => JSON.parse(outputLine(output));

function explanationJson(telling: Telling, explanation: Explanation): unknown {
  return {
    sentence: explanationText(telling, explanation),
    cost: Math.round(explanation.cost * 1000) / 1000,
    changes: explanation.edits.map((edit) => editJson(telling, edit)),
    would: outputJson(explanation.output),
    steps: explanation.path
      .flatMap(({ passage }) => passage.happenings)
      .map((one) => stepJson(telling.machine, one)),
  };
}

function editJson(telling: Telling, edit: Edit): unknown {
  const { machine, life } = telling;
  const input = "input" in edit ? life.inputs[edit.input] : undefined;
  const event = input?.is === "event" ? input.event : null;
  const about = event === null ? {} : { event: eventJson(machine, event) };
  switch (edit.kind) {
    case "missing":
      return {
        ...{ kind: edit.kind, event: eventJson(machine, edit.event) },
        or: edit.or.map((other) => eventJson(machine, other)),
      };
    case "extra":
      return { kind: edit.kind, ...about };
    case "moved":
      return { kind: edit.kind, ...about, to: formatTime(edit.time) };
    case "late":
    case "early":
      return {
        kind: edit.kind,
        ...about,
        limit: { ...edit.limit.of, at: formatTime(edit.limit.at) },
      };
    case "test":
      return {
        ...{ kind: edit.kind, ...about, ...ruleJson(edit.attempt) },
        values: edit.margin.tests.map(testValues),
        wanted:
          edit.fields === null || event === null
            ? null
            : fieldsJson(machine, changed(event, { fields: edit.fields })),
      };
  }
}

function stepJson(machine: Machine, happening: Happening): unknown {
  const { situation, step, stimulus } = happening;
  const { from, to, tried } = step.explanation;
  return {
    time: formatTime(situation.at),
    ...(stimulus.kind === "event"
      ? { event: eventJson(machine, stimulus.event) }
      : { due: stimulusText(machine, happening) }),
    ...{ from, to, taken: step.taken, failure: step.failure },
    tried: tried.map((attempt) => ({ ...ruleJson(attempt), verdict: attempt.verdict })),
    outputs: step.outputs.map(outputJson),
  };
}

function ruleJson({ owner, index, rule, values }: Attempt): object {
  const guard = values.at(-1);
  return {
    ...{ owner, rule, index },
    ...(guard === undefined
      ? {}
      : { guard: expressionText(guard.expression), read: readValues(values) }),
  };
}

const eventJson = (machine: Machine, event: Event): object => ({
  ...{ id: event.id, name: event.name, time: formatTime(event.time) },
  fields: fieldsJson(machine, event),
});

function fieldsJson(machine: Machine, { name, fields }: Event): object {
  const types = machine.events.get(name ?? "")?.fields ?? [];
  return Object.fromEntries(
    types.flatMap(({ name: field, type }) => {
      const value = fields[field];
      return value === undefined ? [] : [[field, JSON.parse(renderValue(type, value))]];
    }),
  );
}
