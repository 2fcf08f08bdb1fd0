import { describe, expect, it } from "vitest";
import { renderSarif } from "../../src/diagnostic/render/sarif.ts";
import { broken, compileAlone } from "../golden/broken.ts";

/**
 * What the schema of SARIF 2.1.0 requires of the objects that are written: members that must be there, their kinds,
 * and the values they may have. A member that is not named here is not written.
 */
type Shape = { readonly [member: string]: Check };
type Check = (value: unknown, at: string) => void;

const fail = (at: string, what: string): never => {
  throw new Error(`${at}: ${what}`);
};
const text: Check = (value, at) => {
  if (typeof value !== "string" || value === "") fail(at, `no text: ${JSON.stringify(value)}`);
};
const anyText: Check = (value, at) => {
  if (typeof value !== "string") fail(at, "no text");
};
const oneOf =
  (...values: readonly unknown[]): Check =>
  (value, at) => {
    if (!values.includes(value)) fail(at, `${JSON.stringify(value)} is none of the values`);
  };
const whole =
  (least: number): Check =>
  (value, at) => {
    if (!Number.isInteger(value) || (value as number) < least) fail(at, `not from ${least} on`);
  };
const uri: Check = (value, at) => {
  text(value, at);
  if (/[\s"<>\\^`{|}]|%(?![0-9A-Fa-f]{2})/.test(value as string)) fail(at, `no URI: ${value}`);
};
const list =
  (item: Check, least = 0): Check =>
  (value, at) => {
    if (!Array.isArray(value)) return fail(at, "no list");
    if (value.length < least) fail(at, "too short");
    for (const [index, one] of value.entries()) item(one, `${at}/${index}`);
  };
const object =
  (required: Shape, optional: Shape = {}): Check =>
  (value, at) => {
    if (typeof value !== "object" || value === null) return fail(at, "no object");
    const members = value as Readonly<Record<string, unknown>>;
    for (const name of Object.keys(required)) if (!(name in members)) fail(at, `no ${name}`);
    for (const [name, member] of Object.entries(members)) {
      const check = required[name] ?? optional[name];
      if (check === undefined) return fail(at, `${name} is unknown`);
      check(member, `${at}/${name}`);
    }
  };

const message = object({ text });
const region: Check = (value, at) => {
  const line = whole(1);
  object({ startLine: line, startColumn: line, endLine: line, endColumn: line })(value, at);
  const { startLine, startColumn, endLine, endColumn } = value as Record<string, number>;
  if (endLine! < startLine! || (endLine === startLine && endColumn! < startColumn!)) {
    fail(at, "ends before it begins");
  }
};
const artifactLocation = object({ uri });
const location = (extra: Shape = {}) =>
  object({ physicalLocation: object({ artifactLocation }, { region }) }, extra);
const level = oneOf("none", "note", "warning", "error");
const log = object({
  $schema: uri,
  version: oneOf("2.1.0"),
  runs: list(
    object({
      tool: object({
        driver: object(
          { name: text },
          {
            version: text,
            rules: list(
              object(
                { id: text },
                {
                  shortDescription: message,
                  fullDescription: message,
                  defaultConfiguration: object({ level }),
                },
              ),
            ),
          },
        ),
      }),
      columnKind: oneOf("utf16CodeUnits", "unicodeCodePoints"),
      results: list(
        object(
          { message },
          {
            ruleId: text,
            ruleIndex: whole(0),
            level,
            locations: list(location()),
            relatedLocations: list(location({ id: whole(0), message })),
            fixes: list(
              object({
                description: message,
                artifactChanges: list(
                  object({
                    artifactLocation,
                    replacements: list(
                      object({ deletedRegion: region, insertedContent: object({ text: anyText }) }),
                      1,
                    ),
                  }),
                  1,
                ),
              }),
            ),
          },
        ),
      ),
    }),
    1,
  ),
});

describe("a SARIF log", () => {
  it("has the required shape, for every broken pattern", () => {
    let results = 0;
    for (const source of broken) {
      // A path as Windows writes it, with what a URI may not hold.
      const main = { ...source, name: `C:\\my files\\50%\\${source.name}` };
      const { diagnostics, sources } = compileAlone(main);
      const written = JSON.parse(renderSarif(diagnostics, sources, "1.2.3"));
      log(written, source.name);
      const [run] = written.runs;
      for (const { ruleId, ruleIndex } of run.results) {
        expect(run.tool.driver.rules[ruleIndex].id).toBe(ruleId);
        results++;
      }
    }
    expect(results).toBeGreaterThanOrEqual(broken.length);
  });
});
