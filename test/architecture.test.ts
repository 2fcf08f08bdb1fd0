import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

const root = resolve(import.meta.dirname, "..");

/** A folder imports only folders above it in this list. */
const FOLDERS = [
  "diagnostic",
  "syntax",
  "pushdown",
  "check",
  "automaton",
  "machine",
  "analysis",
  "stream",
  "plan",
  "records",
  "simulator",
  "why",
  "service",
  "worker",
  "cli",
];

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));

const AUTOMATON = "src/automaton/automaton.ts";
const VALUES = "src/machine/values/";

interface Import {
  readonly from: string;
  readonly to: string;
}

const IMPORT =
  /^(?:import|export)\s[^;]*?from\s+"([^"]+)"|^import\s+"([^"]+)"|import\("([^"]+)"\)/gm;

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), "utf8");
  return [...text.matchAll(IMPORT)].map((match) => {
    const to = (match[1] ?? match[2] ?? match[3])!;
    return { from: file, to: to.startsWith(".") ? join(dirname(file), to) : to };
  });
}

const sources = filesBelow(join(root, "src"));
const grammar = filesBelow(join(root, "grammar"));
const imports = [...sources, ...grammar].flatMap(importsOf);
const folderOf = (file: string): string => file.split("/")[1]!;
const isFolderFile = (file: string): boolean =>
  file.startsWith("src/") && file.split("/").length > 2;

describe("architecture", () => {
  it("finds the imports", () => {
    expect(imports.length).toBeGreaterThan(100);
  });

  it("imports only folders above in the list", () => {
    const upward = imports.filter(
      ({ from, to }) =>
        to !== AUTOMATON && // the portable value: imports only its parts, so that everyone may know it
        !to.startsWith(VALUES) && // texts, times, zones of the language: they import nothing of the machine but a failure
        isFolderFile(from) &&
        isFolderFile(to) &&
        FOLDERS.indexOf(folderOf(to)) > FOLDERS.indexOf(folderOf(from)),
    );
    expect(upward).toEqual([]);
  });

  it("keeps the language's values apart from what uses them", () => {
    const allowed =
      /^(src\/machine\/(values\/|failure\.ts|zones\.generated\.ts)|grammar\/builtins\.ts$|re2js$)/;
    const strays = imports.filter(({ from, to }) => from.startsWith(VALUES) && !allowed.test(to));
    expect(strays).toEqual([]);
  });

  it("knows every folder", () => {
    expect(
      [...new Set(sources.filter(isFolderFile).map(folderOf))].filter((f) => !FOLDERS.includes(f)),
    ).toEqual([]);
  });

  it("has no circle of imports", () => {
    const next = new Map<string, string[]>();
    for (const { from, to } of imports) next.set(from, [...(next.get(from) ?? []), to]);
    const done = new Set<string>();
    const circles: string[] = [];
    const visit = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(" -> "));
      else if (!done.has(file)) for (const to of next.get(file) ?? []) visit(to, [...path, file]);
      done.add(file);
    };
    for (const file of next.keys()) visit(file, []);
    expect(circles).toEqual([]);
  });

  it("lets the machine run without the compiler", () => {
    const allowed = /^(src\/(machine|automaton)\/|grammar\/builtins\.ts$|immer$|re2js$)/;
    const strays = imports.filter(
      ({ from, to }) => from.startsWith("src/machine/") && !allowed.test(to),
    );
    expect(strays).toEqual([]);
  });

  it("touches the platform only at the rim", () => {
    const rim = /^(src\/(records|cli|worker)\/|grammar\/generate)/;
    const strays = imports.filter(({ from, to }) => to.startsWith("node:") && !rim.test(from));
    expect(strays).toEqual([]);
  });

  it("asks the platform for something of its own in one file", () => {
    const asking = sources.filter((file) =>
      /\bgetBuiltinModule\b/.test(readFileSync(join(root, file), "utf8")),
    );
    expect(asking).toEqual(["src/automaton/digest.ts"]);
  });

  it("imports each outside library of the rim in one file", () => {
    for (const library of ["avsc", "kafkajs"]) {
      const users = imports.filter(({ to }) => to === library).map(({ from }) => from);
      expect(users.length, `${library}: ${users.join(", ")}`).toBeLessThanOrEqual(1);
    }
  });

  it("uses no clock, chance or engine-dependent table in the middle", () => {
    const banned =
      /\b(Date\.now|new Date\(|Math\.(random|pow|exp|log|sin|cos)\b|performance\.now|Intl\.|toLocale|localeCompare|\.toLowerCase\(|\.toUpperCase\()/;
    const pure = sources.filter((file) => /^src\/(machine|stream|pushdown|analysis)\//.test(file));
    const strays = pure.filter((file) =>
      readFileSync(join(root, file), "utf8")
        .split("\n")
        .some((line) => !/^\s*(\/\/|\*|\/\*)/.test(line) && banned.test(line)),
    );
    expect(strays).toEqual([]);
  });
});
