import type { Action, EmitAction } from "../../automaton/automaton.ts";
import type { Name, Action as Written } from "../../syntax/tree.ts";
import { declaredKind } from "../expression/frame.ts";
import { from, type StepScope } from "../scope.ts";
import { suggest } from "../spelling.ts";
import { checkAssignment } from "./assignment.ts";
import { checkEmit, checkFieldValues } from "./emit.ts";
import { checkTarget, type Places } from "./places.ts";
import { checkSharing } from "./sharing.ts";

/** Where a list of actions stands. */
export interface ActionPlace {
  readonly list: "transition" | "end" | "afterwards" | "overflow" | "loop";
  readonly part: string | null;
  readonly places: Places;
  /** The list's rule names a state to go to. */
  readonly target: boolean;
}

const listNames = {
  transition: "a transition",
  end: "`on end`",
  afterwards: "`afterwards`",
  overflow: "the `else` of the depth",
  loop: "`for each`",
} as const;

/** What may stand in a list that is not a transition's. */
const allowed: Readonly<
  Record<Exclude<ActionPlace["list"], "transition">, readonly Written["kind"][]>
> = {
  end: ["emit", "forEach"],
  afterwards: ["assign"],
  loop: ["emit"],
  overflow: ["push", "replace", "pop", "clear", "assign", "emit", "forEach", "endSession"],
};

const codes = {
  end: "PDA0407",
  afterwards: "PDA0408",
  loop: "PDA0414",
  overflow: "PDA0413",
} as const;

/** As it is written. */
const actionName = (action: Written): string =>
  ({ forEach: "for each", endSession: "end session", assign: "=" })[action.kind as string] ??
  action.kind;

export function checkActions(
  actions: readonly Written[],
  scope: StepScope,
  place: ActionPlace,
): Action[] {
  const checked: Action[] = [];
  for (const [at, action] of actions.entries()) {
    if (!mayStand(action, at === actions.length - 1, scope, place)) continue;
    const one = checkAction(action, scope, place);
    if (one !== null) checked.push(from(scope, action.span, one));
  }
  return checked;
}

function mayStand(action: Written, last: boolean, scope: StepScope, place: ActionPlace): boolean {
  const { report } = scope;
  const name = actionName(action);
  if (place.list !== "transition" && !allowed[place.list].includes(action.kind)) {
    const what = action.kind === "assign" ? "an assignment" : `\`${name}\``;
    const words = allowed[place.list].map((kind) =>
      kind === "assign"
        ? "assignments"
        : kind === "forEach"
          ? "`for each`"
          : kind === "endSession"
            ? "`end session`"
            : `\`${kind}\``,
    );
    report.error(
      codes[place.list],
      action.span,
      `${what} cannot stand in ${listNames[place.list]}`,
      {
        label: "not here",
        help: [`only ${words.join(", ").replace(/, ([^,]*)$/, " and $1")} can`],
      },
    );
    return false;
  }
  const ending = action.kind === "return" || action.kind === "call" || action.kind === "endSession";
  if (ending && !last) {
    report.error("PDA0409", action.span, `\`${name}\` must be the last action of its list`, {
      label: "something follows",
      help: ["move it to the end of the list"],
    });
    return false;
  }
  if ((action.kind === "return" || action.kind === "call") && place.target) {
    report.error(
      "PDA0410",
      action.span,
      `\`${name}\` says itself where it goes on, so the rule cannot name a state too`,
      {
        label: "goes elsewhere",
        help: ["leave out `-> …` before the actions"],
      },
    );
    return false;
  }
  if (action.kind === "return" && place.part === null) {
    report.error(
      "PDA0415",
      action.span,
      "`return` ends a call, and no call leads here: this is not in a part",
      {
        label: "not in a part",
        help: ["go to a state with `-> …`, or move this state into a `part`"],
      },
    );
    return false;
  }
  return true;
}

function checkAction(action: Written, scope: StepScope, place: ActionPlace): Action | null {
  switch (action.kind) {
    case "pop":
    case "clear":
    case "return":
    case "endSession":
      return { do: action.kind };
    case "push":
    case "replace": {
      const kind = declaredKind(action.frame, scope);
      if (kind === null) return null;
      scope.used.add(`kind ${kind}`);
      const { fields } = scope.kinds.get(kind)!.value;
      return {
        do: action.kind,
        kind,
        fields: checkFieldValues(
          action.fields,
          {
            said: `frame kind \`${kind}\``,
            name: action.frame,
            fields,
            action: action.span,
          },
          scope,
        ),
      };
    }
    case "assign":
      return checkAssignment(action, scope);
    case "emit":
      return checkEmit(action, scope);
    case "forEach":
      return checkForEach(action, scope, place);
    case "call":
      return checkPartCall(action, scope, place);
  }
}

/** Rule 22. */
function checkForEach(
  action: Extract<Written, { kind: "forEach" }>,
  scope: StepScope,
  place: ActionPlace,
): Action | null {
  const kind = declaredKind(action.frame, scope);
  if (kind === null) return null;
  const inside: StepScope = { ...scope, loop: { kind, part: null } };
  const sharing = action.sharing && checkSharing(action.sharing, scope, inside);
  const part =
    action.sharing === null
      ? null
      : {
          name: action.sharing.as.text,
          type: sharing?.amount.type ?? { kind: "exact" as const, scale: 0 },
        };
  if (action.sharing !== null && sharing === null) return null;
  const actions = checkActions(
    action.actions,
    { ...scope, loop: { kind, part } },
    { ...place, list: "loop" },
  );
  return {
    do: "forEach",
    kind,
    sharing,
    emits: actions.filter((one): one is EmitAction => one.do === "emit"),
  };
}

function checkPartCall(
  action: Extract<Written, { kind: "call" }>,
  scope: StepScope,
  place: ActionPlace,
): Action | null {
  const part = checkPartName(action.part, scope, place);
  const then = checkTarget(action.then, place.part, place.places, scope);
  return (part && then && ({ do: "call", part, then } as const)) || null;
}

function checkPartName(name: Name, scope: StepScope, { places }: ActionPlace): string | null {
  const found = places.byName.get(name.text);
  if (found?.kind === "part") {
    scope.used.add(`part ${name.text}`);
    return name.text;
  }
  if (found === undefined && scope.echoes(name.text)) return null;
  const parts = places.list.filter((one) => one.kind === "part").map((one) => one.name.text);
  return scope.report.error(
    "PDA0112",
    name.span,
    found === undefined
      ? `there is no part \`${name.text}\``
      : `\`${name.text}\` is a ${found.kind}, and only a part can be called`,
    {
      label: found === undefined ? "unknown part" : `a ${found.kind}`,
      help:
        found === undefined
          ? suggest(name, parts, "parts")
          : [`go to it with \`-> ${name.text}\`, or make it a \`part\``],
    },
  );
}
