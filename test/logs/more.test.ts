import { expect, it } from "vitest";
import { withLogs } from "./folder.ts";
import { count, countOf, greatest, type Measured, measure, type Run, sum } from "./measure.ts";

withLogs("facts of further logs", (folder) => {
  const of = (run: Run): Promise<Measured> =>
    measure(folder, { ...run, log: `more/${run.log}.ndjson.gz` });
  it("apache: a file that is out of order by a minute, and its visits", async () => {
    const told = await of({ log: "apache", pattern: "apache.pda" });
    expect(count(told, "visit")).toBe(3_052);
    expect(sum(told, "visit", "requests", 0)).toBe("9999");
    expect(count(told, "not_found")).toBe(213);
    expect(told.accounting.patterns[0]!.late).toBe(5_280);
  });

  it.each([
    ["bpi__BPI_Challenge_2017_W_Two_TS_filtered", 8_941, 63_701, 63, 3],
    ["bpi__ConsultaDataMining201618", 954, 6_744, 126, 5],
    ["bpi__Production", 225, 4_632, 321, 28],
  ])(
    "%s: cases, nested steps, overlapping ones, depth",
    async (log, cases, inside, across, deep) => {
      const told = await of({ log, pattern: "process.pda" });
      expect(count(told, "case")).toBe(cases);
      expect(count(told, "nested")).toBe(inside);
      expect(count(told, "overlapping")).toBe(across);
      expect(count(told, "unstarted")).toBe(0);
      expect(greatest(told, "case", "deepest")).toBe(deep);
      expect(sum(told, "case", "open", 0)).toBe(String(across));
    },
  );

  it("pycalls: calls and returns of two threads", async () => {
    const told = await of({ log: "pycalls", pattern: "pycalls.pda" });
    expect(count(told, "returned")).toBe(40_702);
    expect(count(told, "unmatched")).toBe(2);
    expect(greatest(told, "thread", "deepest")).toBe(402);
    expect(sum(told, "thread", "open", 0)).toBe("2");
  });

  it("gitlog: clocks that step backwards", async () => {
    const told = await of({ log: "gitlog", pattern: "gitlog.pda" });
    expect(told.accounting.patterns[0]!.late).toBe(169);
    expect(count(told, "worked")).toBe(1_494);
  });

  it("hospital_billing: cases that are billed, and those that never end", async () => {
    const told = await of({ log: "hospital_billing", pattern: "billing.pda" });
    expect(count(told, "billed")).toBe(6_962);
    expect(count(told, "never_billed")).toBe(3_037);
    expect(count(told, "reopened")).toBe(77);
    expect(told.dead).toEqual({ "missing key": 1 });
  });

  it("sepsis: antibiotics within an hour, and values that are text", async () => {
    const told = await of({ log: "sepsis", pattern: "sepsis.pda" });
    expect(count(told, "in_time")).toBe(342);
    expect(count(told, "too_late")).toBe(481);
    expect(count(told, "untreated")).toBe(226);
    expect(count(told, "overdue")).toBe(481 + 226);
    expect(count(told, "untriaged")).toBe(1);
    expect(count(told, "inflamed")).toBe(493);
    expect(told.dead).toEqual({});
  });

  it("sepsis: values that are declared as always there", async () => {
    const told = await of({ log: "sepsis", pattern: "laboratory.pda" });
    expect(told.dead).toEqual({ "missing field": 139 + 22 });
  });

  it("traffic_fines: paid within sixty days, the sixtieth included", async () => {
    const told = await of({ log: "traffic_fines", pattern: "fines.pda" });
    expect(count(told, "in_time")).toBe(62);
    expect(countOf(told, "in_time", "took", String(60 * 86_400_000))).toBe(44);
    expect(count(told, "too_late")).toBe(1_085);
    expect(count(told, "unpaid")).toBe(3_488);
    expect(count(told, "overdue")).toBe(1_085 + 3_488);
  });

  it("wikiticker: edits by people and robots", async () => {
    const told = await of({ log: "wikiticker", pattern: "wikiticker.pda" });
    expect(count(told, "visit")).toBe(16_293);
    expect(sum(told, "visit", "sum", 0)).toBe("8991275");
    expect(count(told, "born")).toBe(1_977);
    expect(told.accounting.patterns[0]!.late).toBe(0);
  });

  it("yoochoose: items that a visitor comes back to", async () => {
    const told = await of({ log: "yoochoose", pattern: "yoochoose.pda" });
    expect(count(told, "visit")).toBe(21_210);
    expect(greatest(told, "visit", "clicks")).toBe(78);
    expect(count(told, "returned")).toBe(22_359);
    expect(told.accounting.patterns[0]!.framesDropped).toBe(0);
  });

  it("nab_ec2_request_latency: readings that differ from the one before by more than 2", async () => {
    const log = "nab_ec2_request_latency_system_failure";
    expect(count(await of({ log, pattern: "temperature.pda" }), "jumped")).toBe(2_042);
  });

  it.each([
    ["apache", "apache.pda"],
    ["bpi__ConsultaDataMining201618", "process.pda"],
    ["bpi__Production", "process.pda"],
    ["gitlog", "gitlog.pda"],
    ["hospital_billing", "billing.pda"],
    ["sepsis", "sepsis.pda"],
  ])("%s: the reference says the same, byte for byte", async (log, pattern) => {
    const byTwin = await of({ log, pattern });
    const byReference = await of({ log, pattern, reference: true });
    expect(byReference.hash).toBe(byTwin.hash);
    expect(byReference.accounting).toEqual(byTwin.accounting);
  });
});
