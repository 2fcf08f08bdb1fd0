import { Argument, type Command } from "commander";
import { type Context, command } from "./command.ts";
import { exitCodes } from "./exit.ts";

const shells = ["bash", "zsh", "fish"] as const;
type Shell = (typeof shells)[number];

export const completionCommand = ({ terminal, finish, program }: Context) =>
  command("completion", "print a script that completes commands and options in your shell", [
    "pda completion bash >> ~/.bashrc",
    "pda completion fish > ~/.config/fish/completions/pda.fish",
  ])
    .addArgument(new Argument("<shell>", "which shell").choices(shells))
    .action((shell: Shell) => {
      terminal.write(scripts[shell](tableOf(program())));
      finish(exitCodes.good);
    });

interface Entry {
  readonly name: string;
  readonly about: string;
  readonly options: readonly {
    readonly flags: readonly string[];
    readonly about: string;
    readonly choices: readonly string[];
    readonly takesValue: boolean;
  }[];
  /** Words that arguments may be; where there are none, files. */
  readonly words: readonly string[];
}

function tableOf(program: Command): Entry[] {
  return program.commands.map((each) => ({
    name: each.name(),
    about: each.description(),
    options: [
      ...each.options.map((option) => ({
        flags: [option.short, option.long].filter((flag) => flag != null),
        about: option.description,
        choices: option.argChoices ?? [],
        takesValue: option.required || option.optional,
      })),
      { flags: ["-h", "--help"], about: "display help", choices: [], takesValue: false },
    ],
    words: each.registeredArguments.flatMap((argument) => argument.argChoices ?? []),
  }));
}

const bash = (entries: readonly Entry[]): string => `# pda completion for bash
_pda() {
  local current=\${COMP_WORDS[COMP_CWORD]} previous=\${COMP_WORDS[COMP_CWORD-1]}
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W "${entries.map(({ name }) => name).join(" ")} help --help --version" -- "$current"))
    return
  fi
  case "\${COMP_WORDS[1]} $previous" in
${entries
  .flatMap(({ name, options }) =>
    options
      .filter(({ choices }) => choices.length > 0)
      .map(
        ({ flags, choices }) =>
          `    ${flags.map((flag) => `"${name} ${flag}"`).join("|")}) COMPREPLY=($(compgen -W "${choices.join(" ")}" -- "$current")); return ;;`,
      ),
  )
  .join("\n")}
  esac
  case "\${COMP_WORDS[1]}" in
${entries
  .map(({ name, options, words }) => {
    const flags = options.flatMap((option) => option.flags).join(" ");
    const rest = words.length > 0 ? `-W "${words.join(" ")} ${flags}"` : `-f -W "${flags}"`;
    return `    ${name}) COMPREPLY=($(compgen ${rest} -- "$current")) ;;`;
  })
  .join("\n")}
    *) COMPREPLY=($(compgen -f -- "$current")) ;;
  esac
}
complete -o filenames -F _pda pda
`;

const zsh = (entries: readonly Entry[]): string => `#compdef pda
# pda completion for zsh
_pda() {
  local -a commands
  commands=(
${entries.map(({ name, about }) => `    ${quoted(`${name}:${about}`)}`).join("\n")}
  )
  if (( CURRENT == 2 )); then
    _describe 'command' commands
    return
  fi
  local chosen=$words[2]
  shift words
  (( CURRENT-- ))
  case $chosen in
${entries.map(zshCase).join("\n")}
  esac
}
compdef _pda pda
`;

function zshCase({ name, options, words }: Entry): string {
  const bracketed = (text: string): string => text.replace(/[[\]:\\]/g, "\\$&");
  const specs = options.flatMap(({ flags, about, choices, takesValue }) =>
    flags.map((flag) => {
      const value = !takesValue
        ? ""
        : choices.length > 0
          ? `:value:(${choices.join(" ")})`
          : ":value:_files";
      return quoted(`${flag}[${bracketed(about)}]${value}`);
    }),
  );
  const rest = words.length > 0 ? `*:word:(${words.join(" ")})` : "*:file:_files";
  return `    ${name}) _arguments ${[...specs, quoted(rest)].join(" ")} ;;`;
}

const fish = (entries: readonly Entry[]): string => {
  const rows = ["# pda completion for fish"];
  for (const { name, about, options, words } of entries) {
    rows.push(`complete -c pda -n __fish_use_subcommand -f -a ${name} -d ${quoted(about)}`);
    const within = `complete -c pda -n '__fish_seen_subcommand_from ${name}'`;
    for (const option of options) {
      const flags = option.flags.map((flag) =>
        flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`,
      );
      const value =
        option.choices.length > 0
          ? ` -x -a ${quoted(option.choices.join(" "))}`
          : option.takesValue
            ? " -r"
            : "";
      rows.push(`${within} ${flags.join(" ")}${value} -d ${quoted(option.about)}`);
    }
    if (words.length > 0) rows.push(`${within} -f -a ${quoted(words.join(" "))}`);
  }
  return `${rows.join("\n")}\n`;
};

const scripts: Readonly<Record<Shell, (entries: readonly Entry[]) => string>> = { bash, zsh, fish };

/** In single quotes for any of the three. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
