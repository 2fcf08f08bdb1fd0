import type { Span } from "../../diagnostic/diagnostic.ts";
import type {
  GroupDeclaration,
  Name,
  PartDeclaration,
  PatternDeclaration,
  Rule,
  StartItem,
  StateDeclaration,
} from "../../syntax/tree.ts";
import { only } from "../once.ts";
import type { FileScope } from "../scope.ts";
import { suggest } from "../spelling.ts";

/** A state, group or part, in written order, with where it stands. */
export interface Place {
  readonly kind: "state" | "group" | "part";
  readonly name: Name;
  /** The innermost group or part around it. */
  readonly owner: string | null;
  /** The part around it; a part's own name for the part itself. */
  readonly part: string | null;
  readonly rules: readonly Rule[];
  /** Of a part. */
  readonly starts: readonly StartItem[];
  readonly span: Span;
}

export interface Places {
  readonly list: readonly Place[];
  readonly byName: ReadonlyMap<string, Place>;
}

export function checkPlaces(pattern: PatternDeclaration, file: FileScope): Places {
  const list: Place[] = [];
  const byName = new Map<string, Place>();
  const add = (place: Place) => {
    const before = byName.get(place.name.text);
    if (before !== undefined) {
      const both = before.kind === place.kind;
      file.report.error(
        "PDA0109",
        place.name.span,
        both
          ? `there are two ${place.kind}s called \`${place.name.text}\``
          : `\`${place.name.text}\` is the name of a ${before.kind} and of a ${place.kind}`,
        {
          label: "again",
          related: [{ span: before.name.span, text: "first here" }],
          help: ["give one of them another name: states, groups and parts share their names"],
        },
      );
      return;
    }
    byName.set(place.name.text, place);
    list.push(place);
  };
  const visit = (
    item: StateDeclaration | GroupDeclaration | PartDeclaration,
    owner: string | null,
    part: string | null,
  ) => {
    const inside = item.kind === "part" ? item.name.text : part;
    const content = item.kind === "state" ? item.rules : item.items;
    add({
      kind: item.kind,
      name: item.name,
      owner,
      part: inside,
      rules: content.filter(isRule),
      starts: content.filter((one): one is StartItem => one.kind === "start"),
      span: item.span,
    });
    for (const one of content) {
      if (one.kind === "state" || one.kind === "group") visit(one, item.name.text, inside);
    }
  };
  for (const item of pattern.items) {
    if (item.kind === "state" || item.kind === "group" || item.kind === "part")
      visit(item, null, null);
  }
  return { list, byName };
}

export function isRule(item: { readonly kind: string }): item is Rule {
  return ["on", "timer", "onEnd", "afterwards"].includes(item.kind);
}

/** The state with which a pattern (`part` null) or a part begins. */
export function checkStart(
  starts: readonly StartItem[],
  part: Place | null,
  pattern: PatternDeclaration,
  places: Places,
  file: FileScope,
): string | null {
  const what = part === null ? `pattern \`${pattern.name.text}\`` : `part \`${part.name.text}\``;
  const start = only(starts, `the start of ${what}`, file.report);
  if (start === null) {
    if (file.broken(pattern.span)) return null;
    const inside = places.list.filter(
      (p) => p.kind === "state" && p.part === (part?.name.text ?? null),
    );
    const first = inside[0]?.name.text;
    return file.report.error(
      "PDA0403",
      (part ?? pattern).name.span,
      `${what} does not say in which state it begins`,
      {
        label: "no start",
        help: [
          first === undefined ? "add a state, and `start` with its name" : `add \`start ${first}\``,
        ],
      },
    );
  }
  return checkTarget(start.state, part?.name.text ?? null, places, file);
}

/**
 * A state that may be entered from where `part` is (null: outside parts): a part's states
 * lead only to its own, and a part is entered only by a call (rule 20).
 */
export function checkTarget(
  name: Name,
  part: string | null,
  places: Places,
  file: FileScope,
): string | null {
  const { report } = file;
  const place = places.byName.get(name.text);
  if (place === undefined) {
    if (file.echoes(name.text)) return null;
    const states = places.list.filter((one) => one.kind === "state").map((one) => one.name.text);
    return report.error("PDA0102", name.span, `there is no state \`${name.text}\``, {
      label: "unknown state",
      help: suggest(name, states, "states"),
    });
  }
  file.used.add(`state ${name.text}`);
  if (place.kind !== "state") {
    return report.error(
      "PDA0411",
      name.span,
      `\`${name.text}\` is a ${place.kind}, and only a state can be entered`,
      {
        label: `a ${place.kind}`,
        related: [{ span: place.name.span, text: "declared here" }],
        help: [
          place.kind === "part"
            ? `call it: \`{ call ${name.text} then -> … }\``
            : "name one of its states",
        ],
      },
    );
  }
  if (place.part === part) return name.text;
  if (place.part !== null && part === null) {
    return report.error(
      "PDA0412",
      name.span,
      `state \`${name.text}\` belongs to part \`${place.part}\`, which is entered only by a call`,
      {
        label: `inside \`${place.part}\``,
        related: [{ span: place.name.span, text: "declared here" }],
        help: [`write \`{ call ${place.part} then -> … }\``],
      },
    );
  }
  return report.error(
    "PDA0412",
    name.span,
    `part \`${part}\` leads only to its own states, and \`${name.text}\` is none of them`,
    {
      label: `outside \`${part}\``,
      related: [{ span: place.name.span, text: "declared here" }],
      help: ["leave the part with `return`; the call says where it goes on"],
    },
  );
}
