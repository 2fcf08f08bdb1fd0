import type { TokenType } from "chevrotain";
import { createToken, Lexer } from "./chevrotain.ts";

/*
 * Every word of the language: its text, how editors colour it, one line of doc. Words are contextual: each is also a
 * `Name`, so that events, fields and states may be called `start` or `call`; only the `hard` ones, which stand inside
 * values, may not.
 */

/** Scopes of TextMate grammars, without the language suffix. */
export type Scope =
  | "keyword.declaration"
  | "keyword.control"
  | "keyword.operator"
  | "storage.type"
  | "constant.language"
  | "constant.numeric"
  | "string.quoted.double"
  | "comment.line"
  | "variable.other"
  | "punctuation"
  | "invalid.illegal";

export interface TokenFact {
  readonly type: TokenType;
  readonly scope: Scope;
  readonly doc: string;
}

/** Anything that may name something. */
export const Name = createToken({ name: "Name", pattern: Lexer.NA });
/** Anything that may be a step of a path into a raw record. */
export const Step = createToken({ name: "Step", pattern: Lexer.NA });
export const PlainType = createToken({ name: "PlainType", pattern: Lexer.NA });

export interface WordFact extends TokenFact {
  readonly text: string;
  /** `free` words may name things; `hard` ones never; `reserved` ones mean something in a later version. */
  readonly use: "free" | "hard" | "reserved";
}

const facts: WordFact[] = [];

function word(
  text: string,
  scope: Scope,
  doc: string,
  use: WordFact["use"] = "free",
  ...categories: readonly TokenType[]
): TokenType {
  const type = createToken({
    name: `Word_${text}`,
    label: text,
    pattern: Lexer.NA,
    categories: [...categories, ...(use === "hard" ? [Step] : [Name, Step])],
  });
  facts.push({ type, text, scope, doc, use });
  return type;
}

const declaration = "keyword.declaration";
const control = "keyword.control";
const operator = "keyword.operator";
const constant = "constant.language";
const storage = "storage.type";

export const words = {
  use: word("use", declaration, "Brings the events and parameters of another file."),
  param: word("param", declaration, "A value that can be set when the pattern is run."),
  events: word("events", declaration, "How the records of a log become events."),
  pattern: word("pattern", declaration, "One automaton per key."),
  scenario: word("scenario", declaration, "Events with the outputs expected of a pattern."),

  key: word("key", control, "The field that says whose event it is."),
  time: word(
    "time",
    control,
    "The field that says when; also the type of an instant.",
    "free",
    PlainType,
  ),
  id: word("id", control, "The field that identifies an event."),
  type: word("type", control, "Where the type name of a record stands."),
  event: word("event", declaration, "One kind of event with its fields."),
  from: word("from", control, "A path into the raw record."),
  in: word("in", control, "The unit or zone of times; the state in which a scenario ends."),
  seconds: word("seconds", control, "Times are numbers of seconds."),
  milliseconds: word("milliseconds", control, "Times are numbers of milliseconds."),
  starting: word("starting", control, "Type names that begin with a text."),
  when: word("when", control, "A test on the raw record."),
  rounded: word("rounded", control, "More decimal places than declared are rounded."),

  text: word("text", storage, "The type of texts.", "free", PlainType),
  integer: word(
    "integer",
    storage,
    "The type of whole numbers, exact to 38 digits.",
    "free",
    PlainType,
  ),
  number: word("number", storage, "The type of doubles.", "free", PlainType),
  decimal: word("decimal", storage, "The type of exact numbers with stated decimal places."),
  boolean: word("boolean", storage, "The type of true and false.", "free", PlainType),
  duration: word("duration", storage, "The type of spans of time.", "free", PlainType),
  one: word("one", storage, 'A text out of a list: one of ("a", "b").'),
  of: word("of", storage, "See `one of` and `session gap … of`."),

  on: word("on", control, "What happens at an event; the events of a pattern."),
  by: word("by", control, "One automaton per value of these fields, inside the key."),
  at: word(
    "at",
    control,
    "`at most N lanes`; the time of a scenario's line; the event's own time.",
  ),
  most: word("most", control, "See `at most`."),
  lanes: word("lanes", control, "Automata of one key, one per value of the fields after `by`."),
  drop: word("drop", control, "At a bound, drop …"),
  oldest: word("oldest", control, "… the oldest."),
  refuse: word("refuse", control, "At a bound, leave everything as it is."),
  session: word("session", control, "When a visit ends, and what is known of it."),
  gap: word("gap", control, "The silence that ends a session."),
  max: word("max", control, "The longest that a session lasts."),
  expire: word("expire", control, "Forget a key after this silence."),
  stack: word("stack", control, "The kinds of frames that the stack holds."),
  expires: word("expires", control, "How long a frame lives."),
  depth: word("depth", control, "The bound of the stack, and how deep it is."),
  calls: word("calls", control, "The bound of nested calls."),
  remember: word("remember", control, "A register: one remembered value."),
  emits: word("emits", control, "A kind of output with its fields."),
  ignore: word("ignore", control, "Events that do not count."),
  dedupe: word("dedupe", control, "Drop copies of an event: `dedupe by id within 10m`."),
  reorder: word("reorder", control, "Hold events, and take them in order of time."),
  order: word("order", control, "`order by seq`: take events in the order of their numbers."),
  late: word("late", control, "What becomes of events that come late."),
  apply: word("apply", control, "`late apply`: take a late event as it comes."),
  retract: word("retract", control, "`late retract`: put a late event in its place, and correct."),
  follow: word("follow", control, "`follow cause`: step from where an event's cause left off."),
  cause: word("cause", control, "See `follow cause`."),
  wait: word("wait", control, "How long what is missing is waited for."),
  keep: word("keep", control, "How many configurations are kept per session."),
  start: word("start", control, "The first state."),
  state: word("state", declaration, "A state with its rules."),
  group: word("group", declaration, "What several states share."),
  part: word("part", declaration, "States that are entered by a call."),
  other: word("other", control, "Every declared event that nothing before takes."),
  end: word("end", control, "The end of the session."),
  after: word("after", control, "A time after entering."),
  within: word("within", control, "What happens where nothing did in time."),
  idle: word("idle", control, "A time without events."),
  afterwards: word("afterwards", control, "Bookkeeping after every step."),
  was: word(
    "was",
    control,
    "What it was called in the pattern before, or what open sessions begin with in its stead.",
  ),

  push: word("push", control, "Put a frame on the stack."),
  pop: word("pop", control, "Take the top frame off."),
  replace: word("replace", control, "Put a frame in place of the top one."),
  clear: word("clear", control, "Empty the stack."),
  emit: word("emit", control, "Send an output."),
  with: word("with", control, "`with event`: the record's own fields too."),
  for: word("for", control, "`for each`; the pattern of a scenario."),
  each: word("each", control, "See `for each`."),
  sharing: word("sharing", control, "Split an amount exactly over frames."),
  as: word("as", control, "The name of a share."),
  call: word("call", control, "Enter a part; come back to the state after `then`."),
  return: word("return", control, "Leave the part that was called."),

  any: word("any", control, "Any record (`on any`); whether any frame fits."),
  nearest: word("nearest", operator, "The topmost frame of a kind."),
  where: word("where", operator, "The test of `any`."),
  ended: word("ended", constant, "`ended by`: gap, max or pattern."),
  known: word("known", constant, "`is known`: not missing."),
  missing: word("missing", constant, "`is missing`: no value."),
  if: word("if", operator, "A guard; a conditional value.", "hard"),
  // biome-ignore lint/suspicious/noThenProperty: nobody awaits a table of words.
  then: word("then", operator, "See `if` and `call`.", "hard"),
  else: word("else", operator, "See `if`, `or else`, `within`, `depth`.", "hard"),
  and: word("and", operator, "Both.", "hard"),
  or: word("or", operator, "One or both; `or else`: a value in place of a missing one.", "hard"),
  not: word("not", operator, "The contrary.", "hard"),
  is: word(
    "is",
    operator,
    "`is known`, `is missing`, `is query`; the type names of an event.",
    "hard",
  ),
  true: word("true", constant, "Yes.", "hard"),
  false: word("false", constant, "No.", "hard"),

  ends: word("ends", control, "Where a scenario leaves the automaton."),
  without: word("without", control, "`ends without session`."),
  empty: word("empty", constant, "`stack empty`."),
  nothing: word("nothing", constant, "No output."),
  fails: word("fails", constant, "The event goes to the dead letters."),
  retracted: word("retracted", constant, "An output that is taken back (`late retract`)."),
  survives: word("survives", control, "How much disorder a scenario's pattern stands."),
  error: word("error", control, "See `survives`."),
  under: word("under", control, "See `survives`."),

  table: word("table", declaration, "Reserved.", "reserved"),
  personal: word("personal", control, "Reserved.", "reserved"),
  pseudonym: word("pseudonym", control, "Reserved.", "reserved"),
  recent: word("recent", control, "Reserved.", "reserved"),
  funnel: word("funnel", declaration, "Reserved.", "reserved"),
} as const;

export const wordFacts: readonly WordFact[] = facts;
