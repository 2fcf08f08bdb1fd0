import fc from "fast-check";
import { actionList } from "./actions.ts";
import type { Construct } from "./constructs.ts";
import type { Declarations } from "./declarations.ts";
import { type Draw, drawing } from "./draw.ts";
import { constructsIn, droppable, type Fragment, fragment, render, smaller } from "./fragment.ts";
import { drawDeclarations, eventsBlock, headLines, parameterLines } from "./head.ts";
import { drawNames } from "./names.ts";
import { orderLines, withOrderFields } from "./order.ts";
import { afterwards, block, endRules, type RulePlace, timers, transitions } from "./rules.ts";
import { scopeOf } from "./scope.ts";

export { ALL_CONSTRUCTS, type Construct, ORDER_CONSTRUCTS } from "./constructs.ts";

export interface Program {
  readonly text: string;
  readonly constructs: ReadonlySet<Construct>;
  /** What logs for it are made of; a shrunk program may declare less. */
  readonly declared: Declarations;
}

const PART_NAMES = ["checkout", "survey"] as const;

/** Where a state, a group and its states are nested. */
interface Tree {
  readonly name: string;
  /** null: a state. */
  readonly inside: readonly Tree[] | null;
}

function drawTrees(draw: Draw, states: readonly string[], groups: string[], depth: number): Tree[] {
  const left = [...states];
  const trees: Tree[] = [];
  while (left.length > 0) {
    const name = groups[0];
    if (name !== undefined && depth < 3 && draw.chance(depth === 0 ? 0.45 : 0.4)) {
      groups.shift();
      const inside = left.splice(0, draw.integer(1, left.length));
      trees.push({ name, inside: drawTrees(draw, inside, groups, depth + 1) });
    } else {
      trees.push({ name: left.shift()!, inside: null });
    }
  }
  return trees;
}

function writeTree(
  draw: Draw,
  declared: Declarations,
  tree: Tree,
  place: Omit<RulePlace, "self" | "owner">,
  depth: number,
): Fragment {
  if (tree.inside === null) {
    const here: RulePlace = { ...place, self: tree.name, owner: "state" };
    return braced(`state ${tree.name}`, [
      ...transitions(draw, declared, here),
      ...timers(draw, declared, here),
      ...endRules(draw, declared, here, "on end in state", 0.2),
    ]);
  }
  const here: RulePlace = { ...place, self: null, owner: "group" };
  const rules = groupRules(draw, declared, here);
  const inside = tree.inside.map((one) => writeTree(draw, declared, one, place, depth + 1));
  return braced(
    `group ${tree.name}`,
    [...rules, ...inside],
    ["group", ...(depth > 0 ? (["nested group"] as const) : [])],
  );
}

const groupRules = (draw: Draw, declared: Declarations, here: RulePlace): Fragment[] => [
  ...transitions(draw, declared, here),
  ...timers(draw, declared, here),
  ...endRules(draw, declared, here, "on end in group", 0.35),
  ...afterwards(draw, declared, "afterwards in group", 0.35),
];

const braced = (
  head: string,
  lines: readonly Fragment[],
  constructs: readonly Construct[] = [],
): Fragment => droppable([`${head} {\n`, fragment(lines, { between: "\n" }), "\n}"], constructs);

function writePart(draw: Draw, declared: Declarations, name: string): Fragment {
  const count = draw.integer(1, 2);
  const states = Array.from({ length: count }, (_, index) => `${name}_${index + 1}`);
  const place = {
    atEnd: false,
    inPart: true,
    plain: false,
    parts: draw.chance(0.8) ? declared.parts : [],
    goOn: states,
    targets: states,
  };
  const rules = draw.chance(0.4)
    ? groupRules(draw, declared, { ...place, self: null, owner: "group" })
    : [];
  const groups = draw.chance(0.2) ? [`${name}_steps`] : [];
  const inside = drawTrees(draw, states, groups, 1).map((tree) =>
    writeTree(draw, declared, tree, place, 1),
  );
  return braced(`part ${name}`, [fragment([`start ${states[0]!}`]), ...rules, ...inside], ["part"]);
}

export interface ProgramOptions {
  /** With order words. */
  readonly ordered: boolean;
}

function drawProgram(
  draw: Draw,
  { ordered }: ProgramOptions,
): { text: Fragment; declared: Declarations } {
  const parts = draw.chance(0.5) ? draw.subset(PART_NAMES, 1, 2) : [];
  const names = drawNames(draw);
  const plain = drawDeclarations(draw, names, parts);
  const declared = ordered ? withOrderFields(draw, plain) : plain;
  const top = draw.subset(names.states, 1, 5);
  const place = {
    atEnd: false,
    inPart: false,
    plain: false,
    parts,
    goOn: top,
    targets: top,
  };
  const groups = ["active", "inner", "other_group"];
  const states = drawTrees(draw, top, groups, 0).map((tree) =>
    writeTree(draw, declared, tree, place, 0),
  );
  const lines = [
    ...headLines(draw, declared, overflow(draw, declared, top)),
    ...(ordered ? orderLines(draw, declared) : []),
    fragment([`start ${draw.chance(0.8) ? top[0]! : draw.pick(top)}`]),
    ...states,
    ...parts.map((part) => writePart(draw, declared, part)),
    ...endRules(draw, declared, place, "on end in pattern", 0.5),
    ...afterwards(draw, declared, "afterwards in pattern", 0.35),
  ];
  const text = fragment(
    [
      ...parameterLines(draw, declared),
      eventsBlock(draw, declared),
      fragment(["pattern tried on shop {\n", fragment(lines, { between: "\n" }), "\n}\n"]),
    ],
    { between: "\n" },
  );
  return { text, declared };
}

/** What happens at the bound; null where the checker proves one. */
function overflow(draw: Draw, declared: Declarations, top: readonly string[]): Fragment | null {
  if (declared.kinds.length === 0 || declared.bounded) return null;
  const limit = `depth ${draw.pick(declared.parts.length > 0 ? [1, 1, 2, 2, 3] : [1, 2, 3, 3, 4])}`;
  return draw.weighted<() => Fragment>([
    [3, () => fragment([`${limit} drop oldest`], { constructs: ["depth drop oldest"] })],
    [2, () => fragment([`${limit} refuse`], { constructs: ["depth refuse"] })],
    [
      3,
      () => {
        const place = {
          atEnd: false,
          inPart: false,
          plain: true,
          parts: [],
          goOn: [],
        };
        const list = actionList(draw, scopeOf(declared), place);
        return fragment([`${limit} else -> ${draw.pick(top)}`, block(list.actions)], {
          constructs: ["depth else"],
        });
      },
    ],
  ])();
}

class Programs extends fc.Arbitrary<Program> {
  readonly #accepts: (text: string) => boolean;
  readonly #options: ProgramOptions;

  constructor(accepts: (text: string) => boolean, options: ProgramOptions) {
    super();
    this.#accepts = accepts;
    this.#options = options;
  }

  override generate(random: fc.Random): fc.Value<Program> {
    for (;;) {
      const { text, declared } = drawProgram(drawing(random), this.#options);
      const program = programOf(text, declared);
      if (this.#accepts(program.text)) return new fc.Value(program, text);
    }
  }

  override canShrinkWithoutContext(_value: unknown): _value is Program {
    return false;
  }

  override shrink(value: Program, context: unknown): fc.Stream<fc.Value<Program>> {
    return context === undefined
      ? fc.Stream.nil()
      : new fc.Stream(this.#smaller(context as Fragment, value.declared));
  }

  *#smaller(whole: Fragment, declared: Declarations): Generator<fc.Value<Program>, void, void> {
    for (const text of smaller(whole)) {
      const program = programOf(text, declared);
      if (this.#accepts(program.text)) yield new fc.Value(program, text);
    }
  }
}

function programOf(text: Fragment, declared: Declarations): Program {
  return { text: render(text), constructs: constructsIn(text), declared };
}

/**
 * Well-typed programs over the whole language. `accepts` says whether a text compiles: it refuses what no
 * longer fits together while shrinking, and the few programs whose stack reads are proved impossible.
 */
export function programs(
  accepts: (text: string) => boolean = () => true,
  options: ProgramOptions = { ordered: false },
): fc.Arbitrary<Program> {
  return new Programs(accepts, options);
}
