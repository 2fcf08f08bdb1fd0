import { InvalidArgumentError } from "commander";
import type { Automaton } from "../automaton/automaton.ts";
import { verify } from "../automaton/verify.ts";
import type { CompiledPattern } from "../compile.ts";
import type { Renaming } from "../plan/names.ts";
import { type Plan, planOf } from "../plan/plan.ts";
import { planText } from "../plan/text.ts";
import { type Context, command } from "./command.ts";
import { compileSound, type Settings } from "./compiled.ts";
import { exitCodes, Failure, usageFailure } from "./exit.ts";
import { readSource } from "./files.ts";
import { applyPlans } from "./plan-apply.ts";
import { collectSetting, SET_HELP, SET_OPTION } from "./settings.ts";
import type { Terminal } from "./terminal.ts";
import type { Flags } from "./worker-options.ts";

interface PlanOptions extends Flags {
  readonly was?: Readonly<Record<string, string>>;
  readonly json?: true;
  readonly set?: Settings;
  readonly apply?: true;
}

export const planCommand = ({ terminal, finish }: Context) =>
  command("plan", "say what a changed pattern means for sessions that are open", [
    "pda plan old.pda new.pda",
    "pda plan old.pda new.pda --was in_cart=carted",
    "pda plan old.pda new.pda --apply --brokers kafka:9092 --app search",
    "pda graph search.pda --format json > running.json && pda plan running.json search.pda",
  ])
    .argument("<old>", "the pattern file that runs, or its automaton as JSON")
    .argument("<new>", "the pattern file that is to run")
    .option(
      "--was <new=old>",
      "a state, group, part, frame kind or register by its new and its old name (may be repeated)",
      collectNames,
    )
    .option("--json", "the plan as JSON")
    .option(SET_OPTION, SET_HELP, collectSetting)
    .option("--apply", "carry the open sessions over, while no worker runs")
    .option("--brokers <host:port>", "with `--apply`: brokers to ask first", several)
    .option("--app <name>", "with `--apply`: the worker's; the new file's name if not said")
    .option(
      "--changelog <topic>",
      "with `--apply`: the topic that keeps the state; APP.changelog if not said",
    )
    .option("--config <file>", "with `--apply`: the worker's configuration")
    .action(async (old: string, fresh: string, options: PlanOptions) => {
      const settings = options.set ?? {};
      const before = await automataOf(old, settings, terminal);
      const { patterns } = await compileSound(fresh, settings, terminal);
      const renaming = new Map(Object.entries(options.was ?? {}));
      const { plans, added, removed } = matched(before, patterns, renaming);
      if (options.json === true) terminal.write(`${JSON.stringify(told(plans, added, removed))}\n`);
      else terminal.write(listing(plans, added, removed));
      const safe = plans.every(({ policy }) => policy === "keep" || policy === "map");
      const kept = safe && removed.length === 0;
      if (options.apply === true) {
        if (!kept || added.length > 0) throw new Failure(exitCodes.findings, UNSAFE);
        const { set: _, ...flags } = options;
        await applyPlans(plans, fresh, flags, terminal);
      }
      finish(kept ? exitCodes.good : exitCodes.findings);
    });

const UNSAFE =
  "only what says keep or map, without a pattern more or less, is applied; nothing was touched";

const several = (one: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  one,
];

function collectNames(written: string, before: Readonly<Record<string, string>> = {}) {
  const [name = "", was = "", more] = written.split("=");
  if (name === "" || was === "" || more !== undefined)
    throw new InvalidArgumentError("Write it as new=old.");
  return { ...before, [name]: was };
}

async function automataOf(
  path: string,
  settings: Settings,
  terminal: Terminal,
): Promise<readonly Automaton[]> {
  if (!path.endsWith(".json"))
    return (await compileSound(path, settings, terminal)).patterns.map(
      ({ automaton }) => automaton,
    );
  const { text } = await readSource(path, terminal);
  const verified = verify(parsed(path, text));
  if (verified.ok) return [verified.automaton];
  throw usageFailure(`${path} is no automaton: \`pda graph FILE --format json\` writes one`);
}

function parsed(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw usageFailure(`${path} is no JSON`);
  }
}

interface Matched {
  readonly plans: readonly Plan[];
  /** Patterns by name that are in one of the files only. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** Patterns of one name belong together; one each do in any case. */
function matched(
  before: readonly Automaton[],
  patterns: readonly CompiledPattern[],
  renaming: Renaming,
): Matched {
  const single = before.length === 1 && patterns.length === 1;
  const plans: Plan[] = [];
  const added: string[] = [];
  const met = new Set<Automaton>();
  for (const fresh of patterns) {
    const { pattern } = fresh.automaton;
    const old = single ? before[0] : before.find((one) => one.pattern === pattern);
    if (old === undefined) {
      added.push(pattern);
      continue;
    }
    met.add(old);
    const result = planOf({ automaton: old }, fresh, renaming);
    if (result.kind === "wrong renaming") throw usageFailure(result.messages.join("\n"));
    plans.push(result.plan);
  }
  const removed = before.filter((one) => !met.has(one)).map(({ pattern }) => pattern);
  return { plans, added, removed };
}

const listing = (
  plans: readonly Plan[],
  added: readonly string[],
  removed: readonly string[],
): string =>
  [
    ...plans.map(planText),
    ...added.map((name) => `${name}: new\n\nIt begins without sessions.\n`),
    ...removed.map((name) => `${name}: removed\n\nIts open sessions are given up.\n`),
  ].join("\n");

const told = (plans: readonly Plan[], added: readonly string[], removed: readonly string[]) => ({
  plans: plans.map(({ pattern, policy, findings }) => ({ pattern, policy, findings })),
  ...{ added, removed },
});
