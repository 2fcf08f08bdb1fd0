import type { Argument, Command, Option } from "commander";
import { commands } from "../../src/cli/commands.ts";
import { exitCodes } from "../../src/cli/exit.ts";
import type { Terminal } from "../../src/cli/terminal.ts";

/** Every command with its arguments, options and examples, as commander knows them. */
export function commandReference(): string {
  const all: Command[] = commands.map((make) =>
    make({ terminal: nowhere, finish: () => {}, program: () => all[0]! }),
  );
  return [
    "<!-- Generated from src/cli/ by `npm run generate`. -->",
    "",
    "# The command line",
    "",
    "Results go to standard output; messages, progress and summaries to standard error. So a pipe gets results only. `pda COMMAND --help` says what stands here.",
    "",
    "| command | what it does |",
    "|---|---|",
    ...all.map(
      (each) => `| [\`pda ${each.name()}\`](#pda-${each.name()}) | ${cell(each.description())} |`,
    ),
    "",
    "## Exit codes",
    "",
    "| code | when |",
    "|---|---|",
    ...Object.entries(exitCodes).map(([name, code]) => `| ${code} | ${MEANINGS[name as Exit]} |`),
    "",
    "Colours are for terminals only. `NO_COLOR=1` switches them off, `FORCE_COLOR=1` on.",
    "",
    ...all.flatMap(section),
  ]
    .join("\n")
    .replace(/\n+$/, "\n");
}

type Exit = keyof typeof exitCodes;

const MEANINGS: Readonly<Record<Exit, string>> = {
  good: "all is well",
  findings: "errors in a pattern, a failing scenario, a file that is not formatted, nothing found",
  usage: "the command line is wrong",
  inputOutput: "a file cannot be read or written",
  deadLetters: "there are dead letters, under `--strict`",
  unavailable: "no broker answers",
  refused: "brokers refuse: credentials, access rights, versions, settings",
  stopped: "a worker cannot go on until somebody decides something; its message names the remedy",
  bug: "a mistake in pda itself",
  interrupted: "Ctrl-C; of a worker, a second signal",
};

function section(command: Command): string[] {
  const { registeredArguments: given, options } = command;
  return [
    `## pda ${command.name()}`,
    "",
    sentence(command.description()),
    "",
    "```text",
    `pda ${command.name()} ${command.usage()}`,
    "```",
    "",
    ...table("argument", given.map(argumentRow)),
    ...table("option", options.map(optionRow)),
    ...examplesOf(command),
  ];
}

const table = (head: string, rows: readonly string[]): readonly string[] =>
  rows.length === 0 ? [] : [`| ${head} | |`, "|---|---|", ...rows, ""];

const argumentRow = (argument: Argument): string =>
  `| \`${argument.name()}\` | ${cell(argument.description)}${choices(argument.argChoices)} |`;

function optionRow(option: Option): string {
  const value = option.defaultValueDescription ?? option.defaultValue;
  const unsaid = value === undefined || value === false ? "" : `; \`${value}\` if not said`;
  return `| \`${cell(option.flags)}\` | ${cell(option.description)}${choices(option.argChoices)}${unsaid} |`;
}

const choices = (words: readonly string[] | undefined): string =>
  words === undefined ? "" : `: ${words.map((word) => `\`${word}\``).join(", ")}`;

/** What stands at the end of a command's help. */
function examplesOf(command: Command): string[] {
  let help = "";
  command.configureOutput({
    writeOut: (text) => {
      help += text;
    },
    getOutHelpWidth: () => 1000,
  });
  command.outputHelp();
  const after = /\nExamples?:\n([\s\S]*)$/.exec(help)?.[1] ?? "";
  const lines = after.trimEnd().split("\n");
  return ["```text", ...lines.map((line) => line.replace(/^ {2}/, "")), "```", ""];
}

const sentence = (text: string): string => `${text[0]!.toUpperCase()}${text.slice(1)}.`;

const cell = (text: string): string => text.replaceAll("|", "\\|");

/** Commands are described here, not run: none of them looks at the terminal before it runs. */
const nowhere = {} as Terminal;
