import { closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, toggleTabFocusMode } from "@codemirror/commands";
import { foldKeymap, indentOnInput } from "@codemirror/language";
import { lintKeymap } from "@codemirror/lint";
import type { Extension } from "@codemirror/state";
import { keymap } from "@codemirror/view";
import type { LanguageClient } from "../language/client.ts";
import { asked } from "./asked.ts";
import { going } from "./going.ts";
import { mistakeKeys } from "./mistake-keys.ts";
import { renamingPanel } from "./renaming.ts";
import { signatureHelp } from "./signature.ts";
import { telling } from "./tell.ts";
import type { WhenRead } from "./when-read.ts";

/** Keys, history, completion, hover, renaming: what one needs to write, beyond reading. */
export function writer(
  language: LanguageClient,
  whenRead: WhenRead,
  say: (words: string) => void,
): Extension {
  const { extension: told, tell } = telling(say);
  const { extension, keys } = going(language, tell);
  return [
    ...[history(), indentOnInput(), closeBrackets()],
    keymap.of([
      ...keys,
      ...mistakeKeys(whenRead, tell),
      { key: "Ctrl-m", run: toggleTabFocusMode },
      ...[...closeBracketsKeymap, ...defaultKeymap, ...historyKeymap],
      ...[...foldKeymap, ...completionKeymap, ...lintKeymap],
    ]),
    ...[asked(language), signatureHelp(language), extension, renamingPanel, told],
  ];
}
