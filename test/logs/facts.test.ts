import { expect, it } from "vitest";
import { withLogs } from "./folder.ts";
import { count, countOf, greatest, type Measured, measure, type Run, sum } from "./measure.ts";

/* Facts that were counted before by other programs; what each log taught is in docs/logs.md. */

withLogs("facts of real logs", (folder) => {
  const of = (run: Run): Promise<Measured> => measure(folder, run);
  it("wikispeedia: back clicks, none of them on a history of one page, and its depth", async () => {
    const told = await of({ log: "wikispeedia.ndjson.gz", pattern: "wikispeedia.pda" });
    expect(count(told, "returned")).toBe(12_907);
    expect(count(told, "lonely")).toBe(0);
    expect(greatest(told, "game", "deepest")).toBe(149);
    expect(count(told, "game")).toBe(24_875);
    const shallow = countOf(told, "game", "deepest", "1") + countOf(told, "game", "deepest", "0");
    expect(count(told, "game") - shallow).toBe(19_661);
    expect(count(told, "pause")).toBe(9_347);
    expect(countOf(told, "pause", "before_timeout", "true")).toBe(9_316);
    expect(told.accounting.patterns[0]).toMatchObject({ stepped: 154_170, late: 0 });
  });

  it.each([
    ["nab_machine_temperature_system_failure", "1", 8_047],
    ["nab_machine_temperature_system_failure", "2", 1_000],
    ["nab_machine_temperature_system_failure", "5", 25],
    ["nab_ambient_temperature_system_failure", "2", 138],
  ])("%s: readings that differ from the one before by more than %s", async (name, limit, n) => {
    const run = { log: `${name}.ndjson.gz`, pattern: "temperature.pda" };
    expect(count(await of({ ...run, parameters: { limit } }), "jumped")).toBe(n);
  });

  it("taobao: sessions at a gap of more than thirty minutes", async () => {
    const told = await of({ log: "taobao.ndjson.gz", pattern: "taobao.pda" });
    expect(count(told, "visit")).toBe(62_116);
    expect(sum(told, "visit", "events", 0)).toBe("96168");
  });

  it("online_retail: the exact sums of rows with a customer, and the rows without", async () => {
    const told = await of({ log: "online_retail.ndjson.gz", pattern: "retail.pda" });
    expect(sum(told, "bill", "total", 3)).toBe("8300065.814");
    expect(sum(told, "bill", "january", 3)).toBe("475074.380");
    expect(count(told, "bill")).toBe(4_372);
    expect(told.dead).toEqual({ "missing key": 135_080 });
    expect(told.accounting.sources).toMatchObject([{ read: 541_909, handedOn: 406_829 }]);
  });

  it("online_retail: the exact sums of all rows, by invoice", async () => {
    const by = { log: "online_retail.ndjson.gz", pattern: "retail.pda", key: "invoice" };
    const told = await of(by);
    expect(sum(told, "bill", "total", 3)).toBe("9747747.934");
    expect(sum(told, "bill", "january", 3)).toBe("560000.260");
    expect(count(told, "bill")).toBe(25_900);
    expect(told.dead).toEqual({});
  });

  it("cdnow: exact sums by customer and by month", async () => {
    const told = await of({ log: "cdnow.ndjson.gz", pattern: "cdnow.pda" });
    expect(sum(told, "customer", "total", 2)).toBe("2500315.63");
    expect(count(told, "customer")).toBe(23_570);
    expect(greatest(told, "customer", "total")).toBe(13_990.93);
    const month = (of: string) => {
      const bought = told.outputs.get("purchase")!.filter((one) => one.month === of);
      return sum({ ...told, outputs: new Map([["purchase", bought]]) }, "purchase", "dollars", 2);
    };
    expect(month("199701")).toBe("299060.17");
    expect(month("199806")).toBe("76109.30");
  });

  it("trivago: clicks on offers with and without a search before; equal instants", async () => {
    const told = await of({ log: "trivago.ndjson.gz", pattern: "trivago.pda" });
    expect(count(told, "attributed")).toBe(6_375);
    expect(count(told, "unattributed")).toBe(7_222);
    expect(count(told, "tie")).toBe(57_736);
    expect(told.accounting.patterns[0]).toMatchObject({ sessionsBegun: 7_612, late: 6 });
  });

  it("otto: a product's way from click to cart to order", async () => {
    const told = await of({ log: "otto.ndjson.gz", pattern: "otto.pda" });
    expect(count(told, "carted")).toBe(40);
    expect(count(told, "ordered")).toBe(5);
    expect(count(told, "lane")).toBe(527);
  });
});

withLogs("disorder of s9's eight devices", (folder) => {
  const of = (run: Run): Promise<Measured> => measure(folder, run);
  const s9 = { log: "s9.ndjson.gz", pattern: "s9.pda" };
  const late = ({ accounting }: Measured): number => accounting.patterns[0]!.late;

  it("is small by device and large over all", async () => {
    expect(late(await of(s9))).toBe(7);
    expect(late(await of({ ...s9, key: "type" }))).toBe(1_544);
    expect(late(await of({ ...s9, time: "arrival" }))).toBe(0);
  });

  it.each([
    [0, 1_544],
    [1_000, 13],
    [5_000, 7],
  ])("is late with a watermark %i ms behind: %i times", async (disorderMs, expected) => {
    const plainly = await of(s9);
    const watched = await of({ ...s9, watermark: { disorderMs, aheadMs: null } });
    expect(late(watched)).toBe(expected);
    // Rule 30: a watermark decides when something is found out, never what.
    expect(watched.outputs).toEqual(plainly.outputs);
  });
});
