import { planReading } from "../records/reading-plan.ts";
import { wallClock } from "../worker/clock.ts";
import type { Configuration } from "../worker/config/settings.ts";
import { checkKafka } from "../worker/ops/setup/check.ts";
import type { Finding } from "../worker/ops/setup/finding.ts";
import { checkSchemas } from "../worker/records/check-schemas.ts";
import { routeFaults } from "../worker/records/routes.ts";
import { type ExitCode, exitCodes } from "./exit.ts";
import type { Terminal } from "./terminal.ts";
import { askKafka } from "./worker-kafka.ts";
import { workerMachines } from "./worker-patterns.ts";

/** `pda worker --check`: whether the worker would find what it needs, before it reads anything. */
export async function checkWorker(values: Configuration, terminal: Terminal): Promise<ExitCode> {
  const machines = await workerMachines(values, terminal);
  const faults = routeFaults(
    values.output ?? {},
    machines.map(({ automaton }) => automaton),
  );
  const routes = faults.map((message): Finding => ({ level: "error", about: "output", message }));
  const { vocabularies } = planReading(
    machines.map(({ automaton }) => automaton),
    {},
  );
  const inputs = values.input ?? [];
  const found = await askKafka(values, terminal, async (transport) => {
    const around = { transport, clock: wallClock, fetch };
    const schemas = await checkSchemas({ values, inputs, vocabularies, around });
    return [...(await checkKafka(values, transport)), ...schemas];
  });
  const findings: readonly Finding[] = [...routes, ...found];
  terminal.write(findings.map(findingText).join(""));
  return findings.some(({ level }) => level === "error") ? exitCodes.findings : exitCodes.good;
}

const WORDS = { good: "ok     ", warning: "warning", error: "error  " } as const;

export function findingText({ level, about, message, remedy }: Finding): string {
  const rest = remedy === undefined ? "" : `${" ".repeat(WORDS.good.length)}  → ${remedy}\n`;
  return `${WORDS[level]}  ${about}: ${message}\n${rest}`;
}
