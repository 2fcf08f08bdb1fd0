import type { Policy } from "./finding.ts";
import type { Plan } from "./plan.ts";

const MEANING: Readonly<Record<Policy, string>> = {
  keep: "Open sessions go on in the new pattern. It is proved that\nthe new one finds in them whatever it needs.",
  map: "Open sessions go on in the new pattern, under its names. It\nis proved that it finds in them whatever it needs.",
  drain:
    "Open sessions end in the old pattern, new ones begin in the\nnew one. What stands in the way of more is marked with *.",
  reset:
    "Nothing of the open sessions can be kept. What stands in\nthe way of more is marked with *.",
};

const WIDTH = 60;

/** A plan for people. */
export function planText({ pattern, policy, findings, notes }: Plan): string {
  const lines = findings.map(({ what, how, policy: best }) => {
    const mark = best === "drain" || best === "reset" ? "* " : "  ";
    return wrapped(`${mark}${what}: ${how}`, "    ");
  });
  const list =
    lines.length === 0 ? "  nothing has changed that a session could tell" : lines.join("\n");
  const said = notes.map((note) => `\n${wrapped(`note: ${note}`, "  ")}\n`);
  return `${pattern}: ${policy}\n\n${MEANING[policy]}\n\n${list}\n${said.join("")}`;
}

function wrapped(text: string, indent: string): string {
  const lines: string[] = [];
  let line = "";
  const [lead = ""] = /^[* ]*/.exec(text) ?? [];
  for (const word of text.slice(lead.length).split(" ")) {
    const begun = lines.length === 0 ? lead : indent;
    if (line !== "" && begun.length + line.length + 1 + word.length > WIDTH) {
      lines.push(begun + line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  lines.push((lines.length === 0 ? lead : indent) + line);
  return lines.join("\n");
}
