import type { Automaton, Group, Lanes, Order, State } from "../automaton/automaton.ts";
import { durationText, triggerText, typeText } from "../automaton/wording.ts";
import { load } from "../machine/machine.ts";
import { type Layout, layoutOf } from "../machine/twin/layout.ts";
import { compareMemory } from "./compare-memory.ts";
import { type Finding, finding, same } from "./finding.ts";
import type { Names } from "./names.ts";

type Owner = State | Group;

/**
 * What differs, each with what it allows at best. `before` has the new one's names already: states of one name
 * have become one.
 */
export function compare(before: Automaton, after: Automaton, names: Names): readonly Finding[] {
  return [
    ...compareKeys(before, after),
    ...compareSession(before, after),
    ...compareOrder(before.order, after.order, same(before, after)),
    ...renamings(names, after),
    ...compareOwners(before, after),
    ...compareMemory(layout(before), layout(after), names.begins),
    ...compareOutputs(before, after),
  ];
}

const layout = (automaton: Automaton): Layout => layoutOf(load(automaton), "text");

function compareKeys(before: Automaton, after: Automaton): readonly Finding[] {
  const found: Finding[] = [];
  if (before.pattern !== after.pattern)
    found.push(
      finding("pattern", `was \`${before.pattern}\`: its sessions are another pattern's`, "reset"),
    );
  if (!same(before.vocabulary.key.path, after.vocabulary.key.path))
    found.push(finding("key", "sessions are told apart by another field", "reset"));
  if (!same(before.vocabulary.time, after.vocabulary.time))
    found.push(
      finding("time", "read in another way: open sessions lie on the old one's clock", "drain"),
    );
  if (!same(before.vocabulary.id, after.vocabulary.id))
    found.push(finding("id", "events are named in another way from the change on"));
  if (!same(fieldsOf(before.lanes), fieldsOf(after.lanes)))
    found.push(finding("lanes", "sessions are divided in another way", "drain"));
  else if (!same(before.lanes?.limit, after.lanes?.limit))
    found.push(finding("lanes", "another limit: it is held when the next lane begins"));
  return found;
}

const fieldsOf = (lanes: Lanes | null) => lanes?.fields ?? null;

function compareSession(before: Automaton, after: Automaton): readonly Finding[] {
  const [was, is] = [before.session, after.session];
  const found: Finding[] = [];
  if (was.shared !== is.shared)
    found.push(
      finding("session", "lanes share it in the one pattern and not in the other", "drain"),
    );
  if (was.gap !== is.gap) {
    const ends = is.gap < was.gap ? ": one that has been quiet for longer ends at the change" : "";
    found.push(
      finding("session gap", `${durationText(is.gap)}, was ${durationText(was.gap)}${ends}`),
    );
  }
  if (was.max !== is.max) {
    const shorter = is.max !== null && (was.max === null || is.max < was.max);
    const ends = shorter ? ": one that has lasted longer ends at the change" : "";
    const text = (max: number | null): string => (max === null ? "none" : durationText(max));
    found.push(finding("session max", `${text(is.max)}, was ${text(was.max)}${ends}`));
  }
  return found;
}

/** `equal`: the automata are the same. What is held or replayed was read by the old one's words. */
function compareOrder(
  was: Order | undefined,
  is: Order | undefined,
  equal: boolean,
): readonly Finding[] {
  if (equal) return [];
  if (was?.late.kind === "retract" || is?.late.kind === "retract")
    return [
      finding(
        "late retract",
        "a past that was told is replayed by the pattern that told it",
        "drain",
      ),
    ];
  return same(was, is)
    ? []
    : [finding("order words", "what is held and remembered belongs to the old ones", "drain")];
}

function renamings(names: Names, after: Automaton): readonly Finding[] {
  const { owners, kinds, registers, fields } = names;
  const groups = new Map(after.groups.map((group) => [group.name, group]));
  const wordOf = (name: string): string => {
    const group = groups.get(name);
    return group === undefined ? "state" : group.start === null ? "group" : "part";
  };
  const told = (list: ReadonlyMap<string, string>, word: (name: string) => string): Finding[] =>
    [...new Set(list.values())].map((is) => {
      const olds = [...list].flatMap(([was, name]) => (name === is ? [`\`${was}\``] : []));
      const how = olds.length === 1 ? `was ${olds[0]}` : `takes in ${olds.join(", ")}`;
      return finding(`${word(is)} ${is}`, how, "map");
    });
  return [
    ...told(owners, wordOf),
    ...told(kinds, () => "frame kind"),
    ...told(registers, () => "register"),
    ...[...fields].map(([was, is]) => {
      const [kind, field] = was.split(".");
      return finding(`${kind}.${is}`, `was \`${field}\``, "map");
    }),
  ];
}

// ---------------------------------------------------------------- states, groups, parts

function compareOwners(before: Automaton, after: Automaton): readonly Finding[] {
  const found: Finding[] = [];
  const olds = new Map<string, Owner[]>();
  for (const owner of [...before.states, ...before.groups])
    olds.set(owner.name, [...(olds.get(owner.name) ?? []), owner]);
  const states = new Map(after.states.map((state) => [state.name, state]));
  const groups = new Map(after.groups.map((group) => [group.name, group]));
  for (const state of before.states)
    if (!states.has(state.name)) {
      const how = `removed: sessions that are in it have nowhere to go, unless a state says \`was ${state.name}\``;
      found.push(finding(`state ${state.name}`, how, "drain"));
    }
  for (const group of before.groups)
    if (!groups.has(group.name)) {
      const word = group.start === null ? "group" : "part";
      found.push(
        group.start === null
          ? finding(`${word} ${group.name}`, "removed: its timers go with it")
          : finding(
              `${word} ${group.name}`,
              `removed: sessions that are in it have nowhere to go, unless a part says \`was ${group.name}\``,
              "drain",
            ),
      );
    }
  for (const owner of [...after.states, ...after.groups]) {
    const all = olds.get(owner.name) ?? [];
    const word = "group" in owner ? "state" : owner.start === null ? "group" : "part";
    if (all.length === 0) found.push(finding(`${word} ${owner.name}`, "added"));
    const [only, more] = all;
    // What takes in several does other things for some of them at least.
    if (only !== undefined && more === undefined)
      found.push(...compareRules(only, owner, `${word} ${owner.name}`));
    for (const was of all)
      found.push(
        ...compareOwner(was, owner, word, { before, after }).filter(
          ({ what, how }) => !found.some((one) => one.what === what && one.how === how),
        ),
      );
  }
  if (before.start !== after.start)
    found.push(finding("start", `\`${after.start}\`, was \`${before.start}\`: for new sessions`));
  return found;
}

function compareOwner(
  was: Owner,
  is: Owner,
  word: string,
  { before, after }: { readonly before: Automaton; readonly after: Automaton },
): readonly Finding[] {
  const what = `${word} ${is.name}`;
  const found: Finding[] = [];
  if ("group" in was !== "group" in is)
    return [finding(what, "is another kind of thing now", "drain")];
  if ("group" in was && "group" in is) found.push(...unheardTimers(was, is, before, after));
  if ("group" in was && "group" in is && was.group !== is.group)
    found.push(
      partOf(before, was.group) === partOf(after, is.group)
        ? finding(what, is.group === null ? "left its group" : `moved into \`${is.group}\``)
        : finding(what, "moved into a part or out of one: calls would return wrongly", "drain"),
    );
  if ("start" in was && "start" in is && was.start !== is.start) {
    const [one, other] = [was.start === null, is.start === null];
    found.push(
      one === other
        ? finding(what, `begins in \`${is.start}\`, in calls from the change on`)
        : finding(what, "is a part in the one pattern and a group in the other", "drain"),
    );
  }
  return [...found, ...compareTimers(was, is, what)];
}

function compareRules(was: Owner, is: Owner, what: string): readonly Finding[] {
  const changed = [
    ...changedRules(was, is),
    ...(same(was.onEnd, is.onEnd) ? [] : ["`on end`"]),
    ...(same(was.afterwards, is.afterwards) ? [] : ["`afterwards`"]),
  ];
  return changed.length === 0
    ? []
    : [finding(what, `does another thing on ${changed.join(", ")}, from the change on`)];
}

/** The events whose transitions differ. */
function changedRules(was: Owner, is: Owner): readonly string[] {
  if (same(was.transitions, is.transitions)) return [];
  const triggers = [...was.transitions, ...is.transitions].map(({ on }) => triggerText(on));
  const of = (owner: Owner, trigger: string) =>
    owner.transitions.filter(({ on }) => triggerText(on) === trigger);
  const changed = [...new Set(triggers)].filter((one) => !same(of(was, one), of(is, one)));
  return changed.length > 0 ? changed : ["what fits first"];
}

/** An armed timer keeps its instant; one that was not there is armed when its state or group is entered. */
function compareTimers(was: Owner, is: Owner, what: string): readonly Finding[] {
  const found: Finding[] = [];
  for (const [i, timer] of is.timers.entries()) {
    const old = was.timers[i];
    const name = `timer ${i + 1} of ${what}`;
    if (old === undefined || old.kind !== timer.kind) {
      const how = `${timer.kind} ${durationText(timer.duration)}, added: sessions that are there already would never hear it`;
      found.push(finding(name, how, "drain"));
    } else if (old.duration !== timer.duration) {
      const how = `${durationText(timer.duration)}, was ${durationText(old.duration)}: one that runs already keeps its instant`;
      found.push(finding(name, how));
    } else if (!same(old, timer)) {
      found.push(finding(name, "does another thing, from the change on"));
    }
  }
  for (const i of was.timers.keys())
    if (i >= is.timers.length)
      found.push(finding(`timer ${i + 1} of ${what}`, "removed: those that run are forgotten"));
  return found;
}

/** Timers of groups that a state is in now and was not before. */
function unheardTimers(
  was: State,
  is: State,
  before: Automaton,
  after: Automaton,
): readonly Finding[] {
  const around = new Set(groupsAround(before, was).map(({ name }) => name));
  return groupsAround(after, is)
    .filter(({ name, timers }) => timers.length > 0 && !around.has(name))
    .map(({ name }) =>
      finding(
        `state ${is.name}`,
        `is in \`${name}\` now: sessions that are there already would never hear its timer`,
        "drain",
      ),
    );
}

function groupsAround({ groups }: Automaton, { group }: State): readonly Group[] {
  const around: Group[] = [];
  for (let name = group; name !== null; ) {
    const holder = groups.find((one) => one.name === name)!;
    around.push(holder);
    name = holder.parent;
  }
  return around;
}

export function partOf({ groups }: Automaton, group: string | null): string | null {
  for (let name = group; name !== null; ) {
    const holder = groups.find((one) => one.name === name)!;
    if (holder.start !== null) return holder.name;
    name = holder.parent;
  }
  return null;
}

function compareOutputs(before: Automaton, after: Automaton): readonly Finding[] {
  const olds = new Map(before.outputs.map((output) => [output.name, output]));
  const found = after.outputs.flatMap((output): Finding[] => {
    const was = olds.get(output.name);
    if (was === undefined) return [finding(`output ${output.name}`, "added")];
    if (same(was, output)) return [];
    const fields = output.fields.map(
      ({ name, type, optional }) => `${name}: ${typeText(type, optional)}`,
    );
    return [finding(`output ${output.name}`, `has other fields: ${fields.join(", ")}`)];
  });
  const here = new Set(after.outputs.map(({ name }) => name));
  const gone = before.outputs.filter(({ name }) => !here.has(name));
  return [...found, ...gone.map(({ name }) => finding(`output ${name}`, "removed"))];
}
