import type { Action as Written } from "../../syntax/tree.ts";
import { convert } from "../convert.ts";
import type { StepScope } from "../scope.ts";
import { aType, number, typeName } from "../type.ts";

/** Rule 22: the amount is one and stands before the loop; the weight is asked of every frame. */
export function checkSharing(
  sharing: NonNullable<Extract<Written, { kind: "forEach" }>["sharing"]>,
  scope: StepScope,
  inside: StepScope,
) {
  const amount = scope.check(sharing.amount, scope, null);
  const weight = scope.check(sharing.weight, inside, number);
  if (amount !== null && amount.type.kind !== "exact") {
    scope.report.error(
      "PDA0224",
      sharing.amount.span,
      `only an exact amount can be shared without loss, and this is ${aType(amount.type)}`,
      {
        label: typeName(amount.type),
        help: ["declare the amount `decimal(2)`, or round it: `round(…, 2)`"],
      },
    );
    return null;
  }
  const double =
    weight && convert(weight, number, sharing.weight.span, "the weight of a sharing", inside);
  return amount && double && { amount, weight: double, as: sharing.as.text };
}
