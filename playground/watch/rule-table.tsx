import type { Span } from "../../src/diagnostic/diagnostic.ts";
import type { Picture } from "../engine/picture.ts";
import { useWatching } from "./watching.ts";
import { counted, n } from "./words.ts";

/** All that the diagram says, as a table. */
export function RuleTable({ picture }: { readonly picture: Picture }) {
  const { moment, touched, playground, fits } = useWatching();
  const fired = new Map(fits.value ? (touched.value?.fired ?? []) : []);
  const reached = new Map(fits.value ? (touched.value?.reached ?? []) : []);
  const show = (span: Span | null) => {
    if (span !== null) playground.reveal.value = { span, from: "diagram" };
  };
  const owners = [
    ...new Set([
      ...picture.states.map(({ name }) => name),
      ...picture.rules.map(({ owner }) => owner),
    ]),
  ];
  const here = fits.value ? moment.value : null;
  return (
    <div class="scroll">
      <table class="rules">
        <caption class="hidden">Rules of {picture.pattern}</caption>
        <thead>
          <tr>
            <th scope="col">rule</th>
            <th scope="col" class="number">
              taken
            </th>
            <th scope="col">remark</th>
          </tr>
        </thead>
        {owners.map((owner) => {
          const state = picture.states.find(({ name }) => name === owner);
          const rules = picture.rules.filter((rule) => rule.owner === owner);
          const remarks = [
            ...(here?.state === owner ? ["now here"] : []),
            ...(state !== undefined && owner === picture.start ? ["sessions begin here"] : []),
            ...(state?.reachable === false ? ["cannot be reached"] : []),
          ];
          const sessions = reached.get(owner);
          return (
            <tbody key={owner}>
              <tr class={here?.state === owner ? "owner now" : "owner"}>
                <th scope="rowgroup">
                  <button type="button" class="plain" onClick={() => show(state?.span ?? null)}>
                    {owner === "" ? "the pattern" : owner}
                  </button>
                </th>
                <td class="number">{sessions === undefined ? "" : counted(sessions, "session")}</td>
                <td>{remarks.join(", ")}</td>
              </tr>
              {rules.map(({ id, text, span, never }) => (
                <tr key={id} class={here?.rule === id ? "taken" : ""}>
                  <td>
                    <button type="button" class="plain code" onClick={() => show(span)}>
                      {text}
                    </button>
                  </td>
                  <td class="number">{fired.has(id) ? n(fired.get(id)!) : ""}</td>
                  <td>
                    {[
                      ...(here?.rule === id ? ["taken in this step"] : []),
                      ...(never
                        ? ["can never fire"]
                        : fired.get(id) === 0
                          ? ["never in this log"]
                          : []),
                    ].join(", ")}
                  </td>
                </tr>
              ))}
            </tbody>
          );
        })}
      </table>
    </div>
  );
}
