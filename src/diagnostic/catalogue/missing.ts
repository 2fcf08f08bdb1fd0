import type { CatalogueEntry } from "../catalogue.ts";
import { withRules } from "./shop.ts";

const priced = "emits priced { product: text, price: decimal(2) }";

/** Values that may be missing where one is needed. */
export const missingCatalogue: readonly CatalogueEntry[] = [
  {
    code: "PDA0301",
    severity: "error",
    title: "optional field used as if it were always there",
    explanation:
      "A field declared with `?` may be missing in a record. Say what happens then: test it with `is known`, or give it a value with `or else`. After a test in a guard the value is known in the rule's actions.",
    wrong: withRules(priced, "on view { emit priced { product, price } }"),
    right: withRules(priced, "on view if price is known { emit priced { product, price } }"),
  },
  {
    code: "PDA0302",
    severity: "error",
    title: "register used before it has a value",
    explanation:
      "An optional register is missing until it is assigned. It is known in a state only if every way into that state assigns it. Test it, give it a value with `or else`, or declare a first value.",
    wrong: withRules(
      "remember last: decimal(2)?\nemits dearer { product: text }",
      "on purchase if amount > last { emit dearer { product }  last = amount }\non purchase { last = amount }",
    ),
    right: withRules(
      "remember last: decimal(2)?\nemits dearer { product: text }",
      "on purchase if last is known and amount > last { emit dearer { product }  last = amount }\non purchase { last = amount }",
    ),
  },
  {
    code: "PDA0303",
    severity: "error",
    title: "optional field of a frame used as if it were always there",
    explanation:
      "A field of a frame kind declared with `?` may be missing although the frame is there. Test it, give it a value with `or else`, or declare it without `?`.",
    wrong: withRules(
      "stack seen { price: decimal(2)? }\nemits cost { price: decimal(2) }",
      "on view { clear  push seen { price } }\non cart if top is seen { emit cost { price: top.price } }",
    ),
    right: withRules(
      "stack seen { price: decimal(2)? }\nemits cost { price: decimal(2) }",
      "on view { clear  push seen { price } }\non cart if top is seen { emit cost { price: top.price or else 0 } }",
    ),
  },
  {
    code: "PDA0304",
    severity: "error",
    title: "result that may be missing",
    explanation:
      "`part_before` and `part_after` give nothing where the mark does not occur. Say what happens then, with `or else` or a test.",
    wrong: withRules(
      "emits shelf { name: text }",
      'on view { emit shelf { name: part_before(product, "/") } }',
    ),
    right: withRules(
      "emits shelf { name: text }",
      'on view { emit shelf { name: part_before(product, "/") or else "none" } }',
    ),
  },
  {
    code: "PDA0306",
    severity: "error",
    title: "required field not given",
    explanation:
      "An output or a frame is written without a field that is not optional. Give it a value, or declare the field with `?`.",
    wrong: withRules(priced, "on purchase { emit priced { product } }"),
    right: withRules(priced, "on purchase { emit priced { product, price: amount } }"),
  },
];
