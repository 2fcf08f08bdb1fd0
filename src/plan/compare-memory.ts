import type { ConstantValue, FrameKind, Register } from "../automaton/automaton.ts";
import { constantText, durationText, typeText } from "../automaton/wording.ts";
import { exampleOf } from "../check/type.ts";
import type { Layout } from "../machine/twin/layout.ts";
import { type Finding, finding, same } from "./finding.ts";
import { widening } from "./types.ts";

/** What open sessions remember: registers, frames, calls, and who wrote what. */
export function compareMemory(before: Layout, after: Layout, begins: Begins): readonly Finding[] {
  return [
    ...compareRegisters(before, after, begins),
    ...compareKinds(before, after, begins),
    ...compareStack(before, after),
  ];
}

/** What stands in for values that open sessions do not have. */
type Begins = ReadonlyMap<string, ConstantValue>;

// ---------------------------------------------------------------- registers

function compareRegisters(before: Layout, after: Layout, begins: Begins): readonly Finding[] {
  const olds = new Map(before.automaton.registers.map((register) => [register.name, register]));
  const here = new Set(after.automaton.registers.map(({ name }) => name));
  const found = after.automaton.registers.flatMap((register): readonly Finding[] => {
    const what = `register ${register.name}`;
    const was = olds.get(register.name);
    const { name, type } = register;
    const said = begins.get(name) ?? null;
    if (was === undefined)
      return said === null
        ? [finding(what, `added: ${beginsWith(register)}`)]
        : [finding(what, `added: ${constantText(said, type)} in sessions that are open`, "map")];
    const standIn = said === null ? null : constantText(said, type);
    const changed = compareRegister(was, register, what, standIn);
    return after.written.has(name) && !before.written.has(name)
      ? [
          ...changed,
          finding(what, "who wrote it before the change is not known: causes leave it out"),
        ]
      : changed;
  });
  const gone = before.automaton.registers.filter(({ name }) => !here.has(name));
  return [...found, ...gone.map(({ name }) => finding(`register ${name}`, "removed: forgotten"))];
}

const beginsWith = ({ initial, type }: Register): string =>
  initial === null
    ? "missing in sessions that are open"
    : `${constantText(initial, type)} in sessions that are open`;

function compareRegister(
  was: Register,
  is: Register,
  what: string,
  standIn: string | null,
): readonly Finding[] {
  const texts = `${typeText(is.type, is.optional)}, was ${typeText(was.type, was.optional)}`;
  if (widening(was.type, is.type) === null)
    return [finding(what, `${texts}: not every value fits`, "drain")];
  if (was.optional && !is.optional)
    return standIn === null
      ? [finding(what, `${texts}: it may be missing in sessions that are open`, "drain")]
      : [finding(what, `${texts}: ${standIn} in sessions that are open and have none`, "map")];
  if (!same(was.type, is.type) || was.optional !== is.optional)
    return [finding(what, `${texts}: every value fits`)];
  return same(was.initial, is.initial)
    ? []
    : [finding(what, "another first value, for new sessions")];
}

// ---------------------------------------------------------------- frames

function compareKinds(before: Layout, after: Layout, begins: Begins): readonly Finding[] {
  const olds = new Map(before.automaton.stack.kinds.map((kind) => [kind.name, kind]));
  const here = new Set(after.automaton.stack.kinds.map(({ name }) => name));
  const found = after.automaton.stack.kinds.flatMap((kind): readonly Finding[] => {
    const was = olds.get(kind.name);
    return was === undefined
      ? [finding(`frame kind ${kind.name}`, "added")]
      : [...compareFields(was, kind, begins), ...compareExpiry(was, kind, before, after)];
  });
  const gone = before.automaton.stack.kinds.filter(({ name }) => !here.has(name));
  return [
    ...found,
    ...gone.map(({ name }) =>
      finding(
        `frame kind ${name}`,
        `removed: such frames stand on stacks of open sessions, unless a kind says \`was ${name}\``,
        "drain",
      ),
    ),
  ];
}

function compareFields(was: FrameKind, is: FrameKind, begins: Begins): readonly Finding[] {
  const olds = new Map(was.fields.map((field) => [field.name, field]));
  const here = new Set(is.fields.map(({ name }) => name));
  const found = is.fields.flatMap(({ name, type, optional }): Finding[] => {
    const what = `${is.name}.${name}`;
    const old = olds.get(name);
    const said = begins.get(what);
    const standIn = said === undefined ? null : constantText(said, type);
    if (old === undefined) {
      if (standIn !== null)
        return [finding(what, `added: ${standIn} in frames that stand already`, "map")];
      return optional
        ? [finding(what, "added: missing in frames that stand already")]
        : [finding(what, `added: ${lacking(name, type)}`, "drain")];
    }
    const texts = `${typeText(type, optional)}, was ${typeText(old.type, old.optional)}`;
    if (widening(old.type, type) === null)
      return [finding(what, `${texts}: not every value fits`, "drain")];
    if (old.optional && !optional)
      return standIn === null
        ? [finding(what, `${texts}: it may be missing in frames that stand already`, "drain")]
        : [finding(what, `${texts}: ${standIn} in frames that have none`, "map")];
    return same(old.type, type) && old.optional === optional
      ? []
      : [finding(what, `${texts}: every value fits`)];
  });
  const gone = was.fields.filter(({ name }) => !here.has(name));
  return [...found, ...gone.map(({ name }) => finding(`${is.name}.${name}`, "removed: forgotten"))];
}

const lacking = (name: string, type: FrameKind["fields"][number]["type"]): string =>
  `frames that stand already have no value for it, unless it says one: \`${name} was ${exampleOf(type)}\``;

function compareExpiry(
  was: FrameKind,
  is: FrameKind,
  before: Layout,
  after: Layout,
): readonly Finding[] {
  if (was.expires === is.expires) return [];
  const text = (ms: number | null): string => (ms === null ? "never" : `after ${durationText(ms)}`);
  const how = `expires ${text(is.expires)}, was ${text(was.expires)}`;
  const unknown = after.born && !before.born;
  return [
    unknown
      ? finding(
          `frame kind ${is.name}`,
          `${how}: when frames were pushed is not known of open sessions`,
          "drain",
        )
      : finding(`frame kind ${is.name}`, `${how}, frames that stand already, too`),
  ];
}

function compareStack(before: Layout, after: Layout): readonly Finding[] {
  const [was, is] = [before.automaton.stack, after.automaton.stack];
  const found: Finding[] = [];
  const agesUnknown =
    after.born && !before.born && is.kinds.every(({ expires }) => expires === null);
  if (agesUnknown && was.kinds.length > 0)
    found.push(finding("stack", "when frames were pushed is not known of open sessions", "drain"));
  if (after.frameWriters && !before.frameWriters && was.kinds.length > 0)
    found.push(
      finding(
        "stack",
        "who pushed a frame before the change is not known: causes name the session's first event",
      ),
    );
  if (before.calls && is.callLimit < was.callLimit)
    found.push(finding("calls", `nest ${is.callLimit} deep, was ${was.callLimit}`, "drain"));
  // Nothing stands where there was no kind of frame.
  if (same(was.depth, is.depth) || was.kinds.length === 0) return found;
  const limit = (depth: typeof was.depth): string => (depth === null ? "proved" : `${depth.limit}`);
  const how = `${limit(is.depth)}, was ${limit(was.depth)}`;
  const tighter = is.depth !== null && (was.depth === null || is.depth.limit < was.depth.limit);
  found.push(
    tighter
      ? finding("stack depth", `${how}: stacks may stand deeper already`, "drain")
      : finding("stack depth", how),
  );
  return found;
}
