import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { build } from "esbuild";
import { zip } from "./zip.ts";

/**
 * `npm run editor`: bundles the extension and its server, and packs them as a VSIX, which
 * `code --install-extension` takes. It writes what `vsce package` would, without asking any network.
 */
const here = import.meta.dirname;

/** Bundles into a folder: the extension, the server, and the thread that compiles. */
export async function bundle(folder: string): Promise<void> {
  const shared = {
    bundle: true,
    platform: "node",
    target: "node20",
    minify: true,
    legalComments: "none",
  } as const;
  await build({
    ...shared,
    entryPoints: [join(here, "extension.ts")],
    outfile: join(folder, "extension.cjs"),
    format: "cjs",
    external: ["vscode"],
  });
  // The libraries of the server are CommonJS in parts, and ask for Node's modules as such.
  const require =
    'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';
  await build({
    ...shared,
    entryPoints: {
      server: join(here, "server.ts"),
      "examine-worker": resolve(here, "../src/cli/lsp/examine-worker.ts"),
    },
    outdir: folder,
    outExtension: { ".js": ".mjs" },
    format: "esm",
    banner: { js: require },
  });
}

interface Manifest {
  readonly name: string;
  readonly displayName: string;
  readonly description: string;
  readonly version: string;
  readonly publisher: string;
  readonly engines: { readonly vscode: string };
  readonly categories: readonly string[];
  readonly keywords: readonly string[];
}

/** The archive that holds all of it. */
export async function pack(
  folder: string,
): Promise<{ readonly name: string; readonly bytes: Buffer }> {
  await bundle(folder);
  const manifest: Manifest = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
  const files: readonly (readonly [string, string])[] = [
    ["package.json", join(here, "package.json")],
    ["language-configuration.json", join(here, "language-configuration.json")],
    ["readme.md", join(here, "README.md")],
    ["LICENSE.txt", resolve(here, "../LICENSE")],
    ["pda.tmLanguage.json", resolve(here, "../grammar/generated/pda.tmLanguage.json")],
    ...["extension.cjs", "server.mjs", "examine-worker.mjs"].map(
      (name) => [`dist/${name}`, join(folder, name)] as const,
    ),
  ];
  const bytes = zip([
    { path: "extension.vsixmanifest", bytes: Buffer.from(vsixManifest(manifest)) },
    { path: "[Content_Types].xml", bytes: Buffer.from(contentTypes) },
    ...files.map(([path, from]) => ({ path: `extension/${path}`, bytes: readFileSync(from) })),
  ]);
  return { name: `${manifest.name}-${manifest.version}.vsix`, bytes };
}

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);

/** What the editor reads of an extension before it unpacks it. */
function vsixManifest(manifest: Manifest): string {
  const { name, displayName, description, version, publisher, engines } = manifest;
  return `<?xml version="1.0" encoding="utf-8"?>
<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011">
  <Metadata>
    <Identity Language="en-US" Id="${escaped(name)}" Version="${escaped(version)}" Publisher="${escaped(publisher)}"/>
    <DisplayName>${escaped(displayName)}</DisplayName>
    <Description xml:space="preserve">${escaped(description)}</Description>
    <Tags>${escaped(manifest.keywords.join(","))}</Tags>
    <Categories>${escaped(manifest.categories.join(","))}</Categories>
    <License>extension/LICENSE.txt</License>
    <Properties>
      <Property Id="Microsoft.VisualStudio.Code.Engine" Value="${escaped(engines.vscode)}"/>
      <Property Id="Microsoft.VisualStudio.Code.ExtensionKind" Value="workspace"/>
    </Properties>
  </Metadata>
  <Installation>
    <InstallationTarget Id="Microsoft.VisualStudio.Code"/>
  </Installation>
  <Dependencies/>
  <Assets>
    <Asset Type="Microsoft.VisualStudio.Code.Manifest" Path="extension/package.json" Addressable="true"/>
    <Asset Type="Microsoft.VisualStudio.Services.Content.Details" Path="extension/readme.md" Addressable="true"/>
    <Asset Type="Microsoft.VisualStudio.Services.Content.License" Path="extension/LICENSE.txt" Addressable="true"/>
  </Assets>
</PackageManifest>
`;
}

const contentTypes = `<?xml version="1.0" encoding="utf-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
  <Default Extension=".json" ContentType="application/json"/>
  <Default Extension=".vsixmanifest" ContentType="text/xml"/>
  <Default Extension=".md" ContentType="text/markdown"/>
  <Default Extension=".txt" ContentType="text/plain"/>
  <Default Extension=".cjs" ContentType="application/javascript"/>
  <Default Extension=".mjs" ContentType="application/javascript"/>
</Types>
`;

if (process.argv[1] !== undefined && resolve(process.argv[1]) === import.meta.filename) {
  const folder = join(here, "dist");
  mkdirSync(folder, { recursive: true });
  const { name, bytes } = await pack(folder);
  const path = join(dirname(folder), name);
  writeFileSync(path, bytes);
  console.log(`${path}: ${Math.round(bytes.length / 1024)} KB`);
}
