import { type StepScope, sessionWords } from "../scope.ts";

/** Everything that a bare name, or `session.`, can read where an expression stands. */
export function namesInReach(scope: StepScope): string[] {
  const fields =
    scope.event.kind === "events"
      ? scope.event.names.flatMap(
          (e) =>
            scope.block.vocabulary.events
              .find(({ name }) => name === e)
              ?.fields.map((f) => f.name) ?? [],
        )
      : [];
  return [
    ...fields,
    ...scope.lanes.keys(),
    ...scope.registers.keys(),
    ...scope.parameters.keys(),
    scope.block.vocabulary.key.name,
    "key",
    "at",
    "now",
    "depth",
    ...Object.keys(sessionWords).map((word) => `session.${word}`),
    ...(scope.loop === null
      ? []
      : ["index", "count", ...(scope.loop.part ? [scope.loop.part.name] : [])]),
  ];
}
