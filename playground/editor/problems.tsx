import type { Diagnostic, Edit } from "../../src/diagnostic/diagnostic.ts";
import { Lines } from "../../src/service/positions.ts";
import { Worded } from "../panes/worded.tsx";
import { usePlayground } from "../state.ts";
import { applied } from "./applied.ts";
import { doing, TOO_LATE } from "./fixes.ts";

/** Everything that is wrong, in the order of the text, each with its ways out. */
export function Problems() {
  const playground = usePlayground();
  const { diagnostics, findings, source, said } = playground;
  const examined = findings.value;
  if (examined === null) return <p class="empty">The text is being read.</p>;
  if (diagnostics.value.length === 0)
    return (
      <p class="empty">Nothing is wrong with the text. What is proved of it holds for every log.</p>
    );
  const lines = new Lines(examined.of);
  const mend = (edits: readonly Edit[]) => {
    const { text } = source.peek();
    // Typed on since: the places are those of another text, and the next look is under way.
    if (text !== examined.of) said.value = TOO_LATE;
    else source.value = { ...source.peek(), text: applied(text, edits) };
  };
  return (
    <ul class="problems">
      {named(diagnostics.value).map(([key, one]) => (
        <Problem key={key} diagnostic={one} lines={lines} mend={mend} />
      ))}
    </ul>
  );
}

/** What `use` names cannot be read. */
const FILE_BESIDE = "PDA0701";

/** By what it says, and which of its like: a mistake stays the same row, and keeps the focus, when one before it is mended. */
function named(diagnostics: readonly Diagnostic[]): readonly (readonly [string, Diagnostic])[] {
  const seen = new Map<string, number>();
  return diagnostics.map((one) => {
    const words = `${one.code} ${one.message}`;
    const before = seen.get(words) ?? 0;
    seen.set(words, before + 1);
    return [`${words} ${before}`, one];
  });
}

interface Props {
  readonly diagnostic: Diagnostic;
  readonly lines: Lines;
  readonly mend: (edits: readonly Edit[]) => void;
}

function Problem({ diagnostic, lines, mend }: Props) {
  const { reveal, front } = usePlayground();
  const { code, severity, message, primary, help } = diagnostic;
  const { line, character } = lines.position(primary.span.start);
  const show = () => {
    front.value = "editor";
    reveal.value = { span: primary.span, from: "list" };
  };
  return (
    <li class={severity}>
      <button type="button" class="plain place" onClick={show}>
        <span class="severity">{severity}</span> line {line + 1}:{character + 1}
        <span class="code">{code}</span>
      </button>
      <p>
        <Worded text={message} />
      </p>
      {code === FILE_BESIDE ? (
        <p class="note">
          The playground holds one text and has no files beside it: put what the file declares here,
          above the pattern, and take the <code>use</code> line out. <code>pda</code> reads it as it
          is.
        </p>
      ) : null}
      {help.map(({ text, edits = [] }) =>
        edits.length === 0 ? (
          <p key={text} class="quiet">
            <Worded text={text} />
          </p>
        ) : (
          <button key={text} type="button" class="small" onClick={() => mend(edits)}>
            {doing(text)}
          </button>
        ),
      )}
    </li>
  );
}
