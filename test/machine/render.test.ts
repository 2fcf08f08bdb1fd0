import { expect, test } from "vitest";
import type { Output } from "../../src/machine/output.ts";
import { encodeId, outputLine } from "../../src/machine/render.ts";

const output: Output = {
  id: "p/k/shop.ndjson#12/credit/1",
  pattern: "p",
  version: "abc",
  output: "credit",
  kind: "alert",
  key: 'k"\u2028\ud800',
  lane: [],
  session: "p/k/e",
  time: Date.UTC(2024, 0, 1),
  causes: ["e", "f"],
  data: [
    { name: "term", type: { kind: "text" }, value: "für\n" },
    { name: "amount", type: { kind: "exact", scale: 2 }, value: -5 },
    { name: "big", type: { kind: "exact", scale: 0 }, value: 90071992547409930n },
    { name: "weight", type: { kind: "number" }, value: 1e21 },
    { name: "seen", type: { kind: "boolean" }, value: true },
    { name: "when", type: { kind: "time" }, value: -1 },
    { name: "took", type: { kind: "duration" }, value: 1500 },
  ],
  members: [["raw", "1.50"]],
};

test("an output is one JSON object without blanks, in the order of rule 27", () => {
  expect(outputLine(output)).toBe(
    '{"id":"p/k/shop.ndjson#12/credit/1","pattern":"p","version":"abc","output":"credit","kind":"alert",' +
      '"key":"k\\"\u2028\\ud800","session":"p/k/e","time":"2024-01-01T00:00:00.000Z","causes":["e","f"],' +
      '"data":{"term":"für\\n","amount":-0.05,"big":90071992547409930,"weight":1e+21,"seen":true,' +
      '"when":"1969-12-31T23:59:59.999Z","took":1500,"raw":1.50}}',
  );
  expect(outputLine({ ...output, lane: ["p1"] })).toContain('"lane":"p1","session"');
  expect(outputLine({ ...output, lane: ["p1", "2"] })).toContain('"lane":["p1","2"],"session"');
});

test("ids are percent-encoded as UTF-8 (rule 27)", () => {
  expect(encodeId("a-Z.0_#@:~,")).toBe("a-Z.0_#@:~,");
  expect(encodeId("a-Z.0_#@:~,", { inner: true })).toBe("a-Z.0_#@:%7E%2C");
  expect(encodeId('a b/c%"é€🙂\u0000\ud800')).toBe(
    "a%20b%2Fc%25%22%C3%A9%E2%82%AC%F0%9F%99%82%00%EF%BF%BD",
  );
});
