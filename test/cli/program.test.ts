import { spawn, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { Command } from "commander";
import { afterAll, expect, test } from "vitest";
import { commands } from "../../src/cli/commands.ts";
import { runProgram } from "../../src/cli/program.ts";
import { wantsColour } from "../../src/cli/terminal.ts";
import { fakeTerminal } from "./fake-terminal.ts";

const folder = mkdtempSync(join(tmpdir(), "pda-cli-"));
afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

async function pda(parameters: string[], look: Parameters<typeof fakeTerminal>[0] = {}) {
  const terminal = fakeTerminal(look);
  const code = await runProgram(parameters, terminal);
  return { code, out: terminal.written(), err: terminal.noted() };
}

const good = `events shop {
  key visitor
  time at
  event view { product: text }
}

pattern looks on shop {
  session gap 30m max 12h
  emits look { product: text }

  start waiting

  state waiting {
    on view { emit look { product } }
  }
}
`;
const bad = good.replace("on view", "on veiw");

test("every command's help ends with an example of itself", async () => {
  const { out } = await pda(["--help"]);
  const names = [...out.matchAll(/^ {2}([a-z]+) .*(?:\[|<| {2})/gm)]
    .map((found) => found[1] as string)
    .filter((name) => name !== "help");
  expect(names).toEqual(expect.arrayContaining(["new", "check", "fmt", "graph", "explain"]));
  for (const name of names) {
    const help = await pda([name, "--help"]);
    expect(help.code).toBe(0);
    expect(help.out).toMatch(new RegExp(`Examples?:\\n {2}\\$ pda ${name}`));
  }
});

test.each([
  [["check"], 2],
  [["chekc"], 2],
  [["check", "--format", "xml", "a.pda"], 2],
  [["check", "--set", "limit", "a.pda"], 2],
  [["check", "/no/such/file.pda"], 3],
  [["check", tmpdir()], 3],
  [["explain", "PDA9999"], 2],
  [["new", "minimol"], 2],
  [["completion", "tcsh"], 2],
  [["fmt", "-w", "-"], 2],
  [["--version"], 0],
  [["help", "check"], 0],
  [[], 2],
])("%j ends with %i, and says why on standard error", async (parameters, expected) => {
  const { code, out, err } = await pda(parameters);
  expect(code).toBe(expected);
  if (expected === 0) expect(out).not.toBe("");
  else {
    expect(out).toBe("");
    expect(err).not.toBe("");
    expect(err).not.toContain("mistake in pda");
  }
});

test("check is silent where all is well, but for a person", async () => {
  const path = file("good.pda", good);
  expect(await pda(["check", path])).toEqual({ code: 0, out: "", err: "" });
  const told = await pda(["check", path], { interactive: true });
  expect(told).toEqual({ code: 0, out: "1 pattern, nothing wrong\n", err: "" });
  expect((await pda(["check", "-q", path], { interactive: true })).out).toBe("");
});

test("check tells what is wrong in each format", async () => {
  const path = file("bad.pda", bad);
  const pretty = await pda(["check", path]);
  expect(pretty.code).toBe(1);
  expect(pretty.out).toContain("error[PDA0101]");
  expect(pretty.out).toContain(`\n1 error in ${path}\n`);
  expect((await pda(["check", "-q", path])).out).not.toContain("1 error in");
  expect((await pda(["check", path, "--format", "short"])).out).toMatch(
    /bad\.pda:14:8: error\[PDA0101\]: .*\n$/,
  );
  expect(JSON.parse((await pda(["check", path, "--format", "json"])).out).errors).toBe(1);
  expect((await pda(["check", path, "--format", "github"])).out).toMatch(/^::error file=/);
  const sarif = JSON.parse((await pda(["check", path, "--format", "sarif"])).out);
  expect(sarif.runs[0].results[0].ruleId).toBe("PDA0101");
  expect((await pda(["check", path], { colour: true })).out).toContain("\u001b[1;31m");
});

test("check reads standard input, and what a file uses beside it", async () => {
  expect((await pda(["check", "-"], { stdin: bad })).out).toContain(" --> -:14:8");
  const blank = good.indexOf("pattern");
  file("shop.events.pda", good.slice(0, blank).replace("view", "veiw"));
  const main = file("main.pda", `use "shop.events.pda"\n\n${good.slice(blank)}`);
  const { out, code } = await pda(["check", relative(process.cwd(), main), main]);
  expect(code).toBe(1);
  expect(out).toContain("did you mean `veiw`?");
});

test("what is too large for a pattern is not read to its end", async () => {
  const told = "is larger than 4 MB, so no pattern; was a log meant?";
  const large = "// nothing\n".repeat(400_000);
  const path = file("large.pda", large);
  expect(await pda(["check", path])).toEqual({ code: 3, out: "", err: `pda: ${path}: ${told}\n` });
  expect((await pda(["check", "-"], { stdin: large })).err).toContain(`-: ${told}`);
  const used = file("uses.pda", 'use "large.pda"\n');
  expect((await pda(["check", used])).out).toContain("cannot be read");
});

test("check sets parameters", async () => {
  const path = file(
    "limit.pda",
    `param limit: integer = 5\n${good.replace("on view {", "on view if session.events > limit {")}`,
  );
  expect((await pda(["check", path, "--set", "limit=7"])).code).toBe(0);
  expect((await pda(["check", path, "--set", "limit=many"])).code).toBe(1);
  expect((await pda(["check", path, "--set", "limti=7"])).code).toBe(1);
  const { out } = await pda(["graph", path, "--set", "limit=7"]);
  expect(out).toContain("on view if session.events > 7 {");
});

test("fmt prints, lists, compares and writes", async () => {
  const untidy = good.replace("  start waiting", "start    waiting");
  const path = file("untidy.pda", untidy);
  const tidy = file("tidy.pda", good);
  expect(await pda(["fmt", path])).toEqual({ code: 0, out: good, err: "" });
  expect((await pda(["fmt", "-"], { stdin: untidy })).out).toBe(good);
  expect(await pda(["fmt", "-l", path, tidy])).toEqual({ code: 0, out: `${path}\n`, err: "" });
  expect((await pda(["fmt", "--check", path, tidy])).code).toBe(1);
  expect((await pda(["fmt", "--check", tidy])).code).toBe(0);
  expect((await pda(["fmt", "-d", path])).out).toBe(
    [
      `--- ${path}`,
      `+++ ${path}`,
      "@@ -8,7 +8,7 @@",
      "   session gap 30m max 12h",
      "   emits look { product: text }",
      " ",
      "-start    waiting",
      "+  start waiting",
      " ",
      "   state waiting {",
      "     on view { emit look { product } }",
      "",
    ].join("\n"),
  );
  expect(await pda(["fmt", "-w", path])).toEqual({ code: 0, out: "", err: "" });
  expect(readFileSync(path, "utf8")).toBe(good);
  const broken = await pda(["fmt", file("broken.pda", "pattern {")]);
  expect(broken.code).toBe(1);
  expect(broken.out).toBe("");
  expect(broken.err).toContain("error[PDA0");
});

test("graph draws in every form, and asks which where there are several", async () => {
  const path = file("good.pda", good);
  expect((await pda(["graph", path])).out).toMatch(/^pattern looks on shop\n/);
  expect((await pda(["graph", path, "--format", "dot"])).out).toMatch(/^digraph "looks" \{/);
  expect((await pda(["graph", path, "--format", "mermaid"])).out).toMatch(/^stateDiagram-v2/);
  expect(JSON.parse((await pda(["graph", path, "--format", "json"])).out).pattern).toBe("looks");
  const svg = join(folder, "good.svg");
  expect((await pda(["graph", path, "--format", "svg", "-o", svg])).out).toBe("");
  expect(readFileSync(svg, "utf8")).toMatch(/^<svg xmlns/);

  const second = good.slice(good.indexOf("pattern")).replace("looks", "more");
  const two = file("two.pda", `${good}\n${second}`);
  expect((await pda(["graph", two])).out.match(/^pattern /gm)?.length).toBe(2);
  const unsaid = await pda(["graph", two, "--format", "svg"]);
  expect([unsaid.code, unsaid.err]).toEqual([
    2,
    `pda: ${two} has several patterns; name one of looks, more\n`,
  ]);
  expect((await pda(["graph", two, "more", "--format", "dot"])).out).toContain('"more"');
  const wrong = await pda(["graph", file("bad.pda", bad)]);
  expect([wrong.code, wrong.out]).toEqual([1, ""]);
  expect(wrong.err).toContain("error[PDA0101]");
});

test("explain knows a code by its digits", async () => {
  const { out, code } = await pda(["explain", "101"]);
  expect(code).toBe(0);
  expect(out).toContain("error[PDA0101]: unknown event");
  expect(out).toMatch(/\nWrong:\n\n {4}.*[\s\S]*\nRight:\n\n {4}/);
  expect((await pda(["explain"])).out).toMatch(/^PDA0\d{3} {2}(error {2}|warning) {2}\S/);
});

test("new writes a file that checks, and never over another", async () => {
  for (const template of ["minimal", "reminder", "search-attribution"]) {
    const path = join(folder, `new-${template}`);
    expect(await pda(["new", template, path])).toEqual({
      code: 0,
      out: "",
      err: `wrote ${path}.pda; next: pda check ${path}.pda\n`,
    });
    expect(await pda(["check", `${path}.pda`])).toEqual({ code: 0, out: "", err: "" });
    expect((await pda(["fmt", "--check", `${path}.pda`])).code).toBe(0);
    const again = await pda(["new", template, path]);
    expect([again.code, again.err]).toEqual([3, `pda: ${path}.pda: exists already\n`]);
  }
  expect((await pda(["new", "minimal", "-"])).out).toMatch(/^\/\/ /);
  expect((await pda(["new"])).out).toContain("minimal  ");
  expect((await pda(["new", "minimol"])).err).toContain("the nearest is minimal");
});

test.each(["bash", "zsh", "fish"])(
  "completion for %s knows every command and option",
  async (shell) => {
    const { out } = await pda(["completion", shell]);
    const all: Command[] = commands.map((make) =>
      make({ terminal: fakeTerminal(), finish: () => {}, program: () => all[0]! }),
    );
    for (const each of all) {
      expect(out).toContain(each.name());
      for (const { long, argChoices } of each.options) {
        const flag = shell === "fish" ? `-l ${long!.slice(2)}` : long!;
        const about = out.split("\n").filter((row) => row.includes(each.name()));
        expect(about.join("\n"), `${each.name()} ${long}`).toContain(flag);
        for (const choice of argChoices ?? []) expect(out).toContain(choice);
      }
    }
    // Where the shell is there, it reads the script.
    const read = spawnSync(shell, ["-n"], { input: out, encoding: "utf8" });
    if (read.error === undefined) expect([read.status, read.stderr]).toEqual([0, ""]);
  },
);

test("colour: forced, forbidden, by terminal", () => {
  expect(wantsColour({}, true)).toBe(true);
  expect(wantsColour({}, false)).toBe(false);
  expect(wantsColour({ NO_COLOR: "1" }, true)).toBe(false);
  expect(wantsColour({ NO_COLOR: "" }, true)).toBe(true);
  expect(wantsColour({ NO_COLOR: "1", FORCE_COLOR: "1" }, false)).toBe(true);
  expect(wantsColour({ FORCE_COLOR: "0" }, true)).toBe(false);
  expect(wantsColour({ TERM: "dumb" }, true)).toBe(false);
});

const main = ["--import", "tsx", "src/cli/main.ts"];

test("the program itself: results on standard output, codes to the shell", () => {
  const path = file("bad.pda", bad);
  const ran = spawnSync(process.execPath, [...main, "check", path], { encoding: "utf8" });
  expect([ran.status, ran.stderr]).toEqual([1, ""]);
  expect(ran.stdout).toContain("error[PDA0101]");
}, 30_000);

test("help says what every exit code means", async () => {
  const { out } = await pda(["--help"]);
  for (const code of [0, 1, 2, 3, 4, 130]) expect(out).toMatch(new RegExp(`\\b${code} [a-z]`));
});

test("no help is wider than its terminal", async () => {
  for (const each of ["", ...commands.map((make) => nameOf(make))]) {
    const { out } = await pda([...(each === "" ? [] : [each]), "--help"], { columns: 60 });
    // An example is a line to be copied.
    const lines = out.split("\n").filter((line) => !/^(?: {2}\$|Usage:|Exit|4 dead)/.test(line));
    expect(lines.filter((line) => line.length > 60)).toEqual([]);
  }
});

const nameOf = (make: (typeof commands)[number]): string =>
  make({ terminal: fakeTerminal(), finish: () => {}, program: () => program }).name();
const program = new Command();

test("a reader that goes away ends it quietly", async () => {
  const many = file(
    "many.pda",
    `${good.replace("on view", Array(3000).fill("on view").join("\n on "))}`.replaceAll(
      "on view",
      "on veiw",
    ),
  );
  const child = spawn(process.execPath, [...main, "check", many], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let err = "";
  child.stderr.on("data", (chunk) => {
    err += chunk;
  });
  child.stdout.once("data", () => child.stdout.destroy());
  const code = await new Promise((resolve) => child.on("close", resolve));
  expect(err).toBe("");
  expect([0, 1]).toContain(code);
}, 30_000);
