import { describe, expect, it } from "vitest";
import { compiled, rules } from "./compiled.ts";

const block = (zone: string) =>
  compiled(`events shop { key visitor time ts in "${zone}" event view }`).diagnostics;

describe("a time zone", () => {
  it("is one of the language's own table", () => {
    for (const zone of ["UTC", "Europe/Berlin", "America/Argentina/Ushuaia", "Etc/GMT-14"]) {
      expect(block(zone), zone).toEqual([]);
    }
  });

  it("is not just anything of that shape; what was meant is offered", () => {
    for (const [zone, meant] of [
      ["Europe/Berln", "Europe/Berlin"],
      ["europe/berlin", "Europe/Berlin"],
      ["Berlin", "Europe/Berlin"],
      ["New York", "America/New_York"],
      ["UTC+2", "Etc/GMT-2"],
      ["-05:00", "Etc/GMT+5"],
    ] as const) {
      const [one, ...more] = block(zone);
      expect(more).toEqual([]);
      expect([one?.code, one?.help[0]?.edits?.[0]?.replacement]).toEqual([
        "PDA0218",
        JSON.stringify(meant),
      ]);
    }
    expect(block("PST")[0]?.help[0]?.edits).toBeUndefined();
    expect(block("Atlantis/Deep Sea")[0]?.help[0]?.edits).toBeUndefined();
  });

  it("is asked of a function's argument, too", () => {
    const { diagnostics } = compiled(
      rules("emits o { h: integer }", 'on view { emit o { h: hour(at, "Europe/Berln") } }'),
    );
    expect(diagnostics.map(({ code, help }) => [code, help[0]?.text])).toEqual([
      ["PDA0218", 'the time zone is called "Europe/Berlin"'],
    ]);
  });
});
