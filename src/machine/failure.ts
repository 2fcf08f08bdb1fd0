/** A failing expression: it fails the whole step (rule 16). The step catches it; nobody else should see it. */
export class StepFailure extends Error {
  override readonly name = "StepFailure";
}
