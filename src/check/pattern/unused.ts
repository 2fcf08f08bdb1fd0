import type { Span } from "../../diagnostic/diagnostic.ts";
import type { PatternScope } from "../scope.ts";

/** Declared things that nothing uses. Events and their fields are not among them: they describe the log. */
export function reportUnused(scope: PatternScope): void {
  const { used, shown, origins } = scope;
  const warn = (span: Span, what: string, label: string, help: string): null =>
    scope.report.warning("PDA0120", span, what, { label, help: [help] });

  for (const [name, { span }] of scope.registers) {
    if (used.has(`register ${name}`)) continue;
    const help = "read it in a guard or an output, or remove it";
    warn(span, `register \`${name}\` is never read`, "never read", help);
  }
  for (const [name, { span, value }] of scope.kinds) {
    if (!used.has(`kind ${name}`)) {
      const help = `push one: \`push ${name} { … }\`, or remove the kind`;
      warn(span, `no frame of kind \`${name}\` is ever pushed`, "never pushed", help);
      continue;
    }
    for (const field of value.fields) {
      if (shown.has(field.name) || used.has(`field of kind ${name} ${field.name}`)) continue;
      const help = `read it, as in \`nearest ${name}.${field.name}\`, or remove it`;
      const what = `field \`${field.name}\` of frame kind \`${name}\` is never read`;
      warn(origins.get(field)!, what, "never read", help);
    }
  }
  for (const [name, { span, value }] of scope.outputs) {
    if (!used.has(`output ${name}`)) {
      const help = `emit it: \`emit ${name} { … }\`, or remove it`;
      warn(span, `output \`${name}\` is never emitted`, "never emitted", help);
      continue;
    }
    for (const field of value.fields) {
      if (shown.has(field.name) || used.has(`field of output ${name} ${field.name}`)) continue;
      const help = `give it one where \`${name}\` is emitted, or remove it`;
      const what = `field \`${field.name}\` of output \`${name}\` never gets a value`;
      warn(origins.get(field)!, what, "always missing", help);
    }
  }
}
