import type { PatternScope } from "../scope.ts";

/** Declared things that nothing uses. Events and fields are not among them: they describe the log. */
export function reportUnused(scope: PatternScope): void {
  const { report, used } = scope;
  for (const [name, { span }] of scope.registers) {
    if (used.has(`register ${name}`)) continue;
    report.warning("PDA0120", span, `register \`${name}\` is never read`, {
      label: "never read",
      help: ["read it in a guard or an output, or remove it"],
    });
  }
  for (const [name, { span }] of scope.kinds) {
    if (used.has(`kind ${name}`)) continue;
    report.warning("PDA0120", span, `no frame of kind \`${name}\` is ever pushed`, {
      label: "never pushed",
      help: [`push one: \`push ${name} { … }\`, or remove the kind`],
    });
  }
  for (const [name, { span }] of scope.outputs) {
    if (used.has(`output ${name}`)) continue;
    report.warning("PDA0120", span, `output \`${name}\` is never emitted`, {
      label: "never emitted",
      help: [`emit it: \`emit ${name} { … }\`, or remove it`],
    });
  }
}
