import { describe, expect, test } from "vitest";
import { verify } from "../../src/automaton/verify.ts";
import { type Damaged, damaged } from "./damaged.ts";
import { sampleAutomaton } from "./samples.ts";

describe("order words are refused", () => {
  const order = {
    dedupe: null,
    reorder: null,
    sequence: null,
    late: { kind: "drop" },
    cause: null,
  };
  const sequence = { field: "hits", from: "1", wait: 1000 };
  const cause = { field: "term", id: "product", wait: 1000, keep: 3 };
  const withOrder = (words: object): Damaged => {
    const automaton = damaged(sampleAutomaton());
    automaton.lanes = null;
    automaton.session.shared = false;
    automaton.vocabulary.events[0].fields.push({
      ...{ name: "hits", path: ["hits"], type: { kind: "exact", scale: 0 } },
      ...{ optional: true, rounded: false },
    });
    automaton.order = { ...order, ...words };
    return automaton;
  };

  test.each([
    [{ sequence: { ...sequence, from: "01" } }, /^\/order\/sequence\/from$/, /digits/],
    [{ sequence: { ...sequence, wait: 0 } }, /^\/order\/sequence\/wait$/, /at least 1/],
    [{ sequence: { ...sequence, field: "term" } }, /sequence\/field$/, /it is an integer/],
    [{ reorder: { within: 5 }, sequence }, /^\/order\/sequence$/, /by time already/],
    [
      { dedupe: { field: "nothing", within: 5 } },
      /dedupe\/field$/,
      /no event has a field "nothing"/,
    ],
    [{ dedupe: { field: "price", within: 5 } }, /dedupe\/field$/, /a text or an integer/],
    [{ cause: { ...cause, keep: 0 } }, /^\/order\/cause\/keep$/, /at least 1/],
    [{ cause: { ...cause, id: "term" } }, /^\/order\/cause\/id$/, /its own cause/],
    [{ cause, late: { kind: "retract", within: 5 } }, /^\/order\/late$/, /cannot correct itself/],
    [{ late: { kind: "emit", output: "" } }, /output$/, /not empty/],
    [{ late: { kind: "wait" } }, /^\/order\/late/, /none of/],
  ])("%j", (words, at, reason) => {
    const verdict = verify(withOrder(words)) as { ok: false; pointer: string; reason: string };
    expect(verdict.ok).toBe(false);
    expect(verdict.pointer).toMatch(at);
    expect(verdict.reason).toMatch(reason);
  });

  test("causes in lanes, and a late output of a name that is given", () => {
    const lanes = { ...withOrder({ cause }), lanes: sampleAutomaton().lanes };
    expect(verify(lanes)).toMatchObject({ pointer: "/order/cause" });
    const automaton = withOrder({});
    const [{ name }] = automaton.outputs;
    automaton.order.late = { kind: "emit", output: name };
    expect(verify(automaton)).toMatchObject({ pointer: "/order/late/output" });
  });
});
