import type { Cell, Moment } from "../engine/moment.ts";
import { goTo, useWatching } from "./watching.ts";
import { clock, clockFrom, counted } from "./words.ts";

/** What the automaton remembers at this moment: stack, registers, timers, session; and what it has just said. */
export function Stack() {
  const { moment, picture } = useWatching();
  const now = moment.value;
  if (now === null)
    return (
      <p class="empty">
        The stack, registers and timers of the session that is looked at stand here.
      </p>
    );
  return (
    <div class="memory">
      <p>
        in <strong>{now.state}</strong>
        {now.from === now.state ? "" : `, from ${now.from}`}
        {now.session === null ? null : (
          <span class="quiet">; {counted(now.session.events, "event")} so far</span>
        )}
      </p>
      <Outputs now={now} />
      <Cells now={now} bound={picture.value?.stackBound ?? null} />
      <Registers now={now} />
      <Timers now={now} />
    </div>
  );
}

function Cells({ now, bound }: { readonly now: Moment; readonly bound: number | null }) {
  // A pattern without frames has no stack to speak of.
  if (bound === 0) return null;
  return (
    <section>
      <h3>
        Stack{" "}
        <span class="quiet">
          depth {now.stack.length}
          {boundText(bound)}
        </span>
      </h3>
      <ol class="cells" aria-label="Stack, the top first">
        {[...now.gone].reverse().map((cell, i) => (
          <CellBox key={`gone${i}`} cell={cell} mark="gone" />
        ))}
        {[...now.stack].reverse().map((cell, i) => (
          <CellBox
            key={now.stack.length - i}
            cell={cell}
            mark={cell.fresh ? "new" : i === 0 ? "top" : ""}
          />
        ))}
        {now.stack.length === 0 ? <li class="bottom">empty</li> : <li class="bottom">bottom</li>}
      </ol>
    </section>
  );
}

const boundText = (bound: number | null): string =>
  bound === null ? "" : `, never above ${bound}`;

function CellBox({
  cell,
  mark,
}: {
  readonly cell: Cell;
  readonly mark: "gone" | "new" | "top" | "";
}) {
  const { kind, fields, returnTo, writer } = cell;
  return (
    <li class={`cell ${mark}`}>
      <div class="head">
        <strong>{returnTo === null ? kind : `↩ back to ${returnTo}`}</strong>
        {mark === "" ? null : <span class="mark">{mark}</span>}
      </div>
      {fields.length === 0 ? null : (
        <dl>
          {fields.map(({ name, value }) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {writer === null ? null : <Writer id={writer} born={cell.born} />}
    </li>
  );
}

/** Who wrote it, with the way there. */
function Writer({ id, born = null }: { readonly id: string; readonly born?: number | null }) {
  const watching = useWatching();
  const row = watching.session.value?.rows.find(({ event }) => event === id);
  return (
    <div class="writer">
      {row === undefined ? (
        <span>by {id}</span>
      ) : (
        <button type="button" class="plain" onClick={() => goTo(watching, row.step)}>
          by step {row.step}, {row.name}
        </button>
      )}
      {born === null ? null : <time>{clock(born)}</time>}
    </div>
  );
}

function Registers({ now }: { readonly now: Moment }) {
  if (now.registers.length === 0) return null;
  return (
    <section>
      <h3>Registers</h3>
      <table class="plain">
        <tbody>
          {now.registers.map(({ name, value, was }) => (
            <tr key={name} class={was === null ? "" : "new"}>
              <th scope="row">{name}</th>
              <td>{value}</td>
              <td class="quiet">{was === null ? "" : `was ${was}`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Timers({ now }: { readonly now: Moment }) {
  const { timers, session } = now;
  if (session === null) return null;
  return (
    <section>
      <h3>Due</h3>
      <table class="plain">
        <tbody>
          {timers.map(({ text, owner, due, left, fresh }) => (
            <tr key={`${owner} ${text}`} class={fresh ? "new" : ""}>
              <th scope="row">
                {text} <span class="quiet">in {owner}</span>
              </th>
              <td>{clockFrom(now.now, due)}</td>
              <td class="quiet">in {left}</td>
            </tr>
          ))}
          <tr>
            <th scope="row">
              {now.is === "end" ? "session ended" : "session ends"}{" "}
              <span class="quiet">by {session.by}</span>
            </th>
            <td>{clockFrom(now.now, session.end)}</td>
            <td />
          </tr>
        </tbody>
      </table>
    </section>
  );
}

function Outputs({ now }: { readonly now: Moment }) {
  const watching = useWatching();
  if (now.outputs.length === 0) return null;
  return (
    <section class="said-now" aria-label="Emitted in this step">
      {now.outputs.map(({ text, causes, kind }, i) => (
        <div key={i} class="emitted">
          <strong>{kind === "alert" ? "alert" : "emits"}</strong> <code>{text}</code>
          <div class="causes">
            because of{" "}
            {causes.map(({ id, step, text: what }) =>
              step === 0 ? (
                <span key={id}>{id} </span>
              ) : (
                <button
                  key={id}
                  type="button"
                  class="plain"
                  title={what}
                  onClick={() => goTo(watching, step)}
                >
                  step {step}
                </button>
              ),
            )}
          </div>
        </div>
      ))}
    </section>
  );
}
