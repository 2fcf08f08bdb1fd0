import { Option } from "commander";
import type { Automaton } from "../automaton/automaton.ts";
import { verify } from "../automaton/verify.ts";
import type { CompiledPattern } from "../compile.ts";
import { POLICIES, type Policy } from "../plan/finding.ts";
import { type Plan, planOf } from "../plan/plan.ts";
import { planText } from "../plan/text.ts";
import { type Context, command } from "./command.ts";
import { compileSound, type Settings } from "./compiled.ts";
import { exitCodes, usageFailure } from "./exit.ts";
import { readSource } from "./files.ts";
import { applySteps, type Matched, stepsOf } from "./plan-apply.ts";
import { collectSetting, SET_HELP, SET_OPTION } from "./settings.ts";
import type { Terminal } from "./terminal.ts";
import type { Flags } from "./worker-options.ts";

interface PlanOptions extends Flags {
  readonly json?: true;
  readonly set?: Settings;
  readonly apply?: true;
  readonly policy?: Policy;
}

export const planCommand = ({ terminal, finish }: Context) =>
  command("plan", "say what a changed pattern means for sessions that are open", [
    "pda plan old.pda new.pda",
    "pda plan old.pda new.pda --apply --brokers kafka:9092 --app search",
    "pda plan old.pda new.pda --apply --policy drain --brokers kafka:9092 --app search",
    "pda graph search.pda --format json > running.json && pda plan running.json search.pda",
  ])
    .argument("<old>", "the pattern file that runs, or its automaton as JSON")
    .argument("<new>", "the pattern file that is to run")
    .option("--json", "the plan as JSON")
    .option(SET_OPTION, SET_HELP, collectSetting)
    .option("--apply", "announce the change to the workers, which make it while they run")
    .addOption(
      new Option(
        "--policy <policy>",
        "with `--apply`: what becomes of open sessions; what the plan says if not said",
      ).choices(POLICIES),
    )
    .option("--brokers <host:port>", "with `--apply`: brokers to ask first", several)
    .option("--app <name>", "with `--apply`: the worker's; the new file's name if not said")
    .option(
      "--changelog <topic>",
      "with `--apply`: the topic that keeps the state; APP.changelog if not said",
    )
    .option(
      "--control <topic>",
      "with `--apply`: the topic of what is announced; APP.control if not said",
    )
    .option("--config <file>", "with `--apply`: the worker's configuration")
    .action(async (old: string, fresh: string, options: PlanOptions) => {
      const settings = options.set ?? {};
      const before = await automataOf(old, settings, terminal);
      const { patterns } = await compileSound(fresh, settings, terminal);
      // Nothing runs that has no pattern: two files have been mixed up, or one is not the one that was meant.
      if (before.length === 0) throw usageFailure(noneText(old, "what runs"));
      if (patterns.length === 0) throw usageFailure(noneText(fresh, "what is to run"));
      const all = matched(before, patterns);
      const { plans, removed } = all;
      if (options.json === true) terminal.write(`${JSON.stringify(told(all))}\n`);
      else terminal.write(listing(all));
      const safe = plans.every(({ policy }) => policy === "keep" || policy === "map");
      const kept = safe && removed.length === 0;
      if (options.apply === true) {
        const { set: _, policy, ...flags } = options;
        await applySteps(stepsOf(all, policy), fresh, flags, terminal);
      }
      finish(kept || options.apply === true ? exitCodes.good : exitCodes.findings);
    });

const several = (one: string, before: readonly string[] = []): readonly string[] => [
  ...before,
  one,
];

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

/** Patterns of one name belong together; one each do in any case. */
function matched(before: readonly Automaton[], patterns: readonly CompiledPattern[]): Matched {
  const single = before.length === 1 && patterns.length === 1;
  const plans: Plan[] = [];
  const added: Automaton[] = [];
  const met = new Set<Automaton>();
  for (const fresh of patterns) {
    const { pattern } = fresh.automaton;
    const old = single ? before[0] : before.find((one) => one.pattern === pattern);
    if (old === undefined) {
      added.push(fresh.automaton);
      continue;
    }
    met.add(old);
    const result = planOf({ automaton: old }, fresh);
    if (result.kind === "wrong mapping") throw usageFailure(wrongText(pattern, result.messages));
    plans.push(result.plan);
  }
  const removed = before.filter((one) => !met.has(one));
  return { plans, added, removed };
}

const listing = ({ plans, added, removed }: Matched): string =>
  [
    ...plans.map(planText),
    ...added.map(({ pattern }) => `${pattern}: new\n\nIt begins without sessions.\n`),
    ...removed.map(({ pattern }) => `${pattern}: removed\n\n${GONE}`),
  ].join("\n");

const noneText = (file: string, meant: string): string =>
  `there is no pattern in ${file}\n  → name the file of ${meant}`;

const wrongText = (pattern: string, messages: readonly string[]): string =>
  [...messages, `  → put right what \`${pattern}\` says with \`was\` in the new file`].join("\n");

const GONE = "Open sessions end in it, and no new ones begin: drain.\n";

const told = ({ plans, added, removed }: Matched) => ({
  plans: plans.map(({ pattern, policy, findings, notes }) => ({
    pattern,
    policy,
    findings,
    notes,
  })),
  added: added.map(({ pattern }) => pattern),
  removed: removed.map(({ pattern }) => pattern),
});
