import { describe, test } from "vitest";
import { pattern } from "./life.ts";

describe("the stack", () => {
  const moving = pattern(`
    session gap 1h
    stack page { what: text }, mark depth 9 refuse
    emits told { depth: integer, top: text, pages: integer }
    start a
    state a {
      on say if what = "pop" { pop  emit told { depth, top: kind(top) or else "none", pages: count(page) } }
      on say if what = "clear" { clear  emit told { depth, top: kind(top) or else "none", pages: count(page) } }
      on say { push page { what }  emit told { depth, top: kind(top) or else "none", pages: count(page) } }
      on go { replace mark  emit told { depth, top: kind(top) or else "none", pages: count(page) } }
      on look if product is known and top is page {
        replace page { what: part_before(top.what, product) or else "gone" }
      }
    }`);

  test("rule 17: push, pop and clear; a kind may have no fields", () => {
    moving.lives(`
      at 0s say { what: "x" } => told { depth: 1, top: "page", pages: 1 }
      at 0s say { what: "y" } => told { depth: 2, pages: 2 }
      at 0s say { what: "pop" } => told { depth: 1 }
      at 0s go => told { depth: 1, top: "mark", pages: 0 }
      at 0s say { what: "z" } => told { depth: 2 }
      ends in a, stack mark, page { what: "z" }
      at 0s say { what: "clear" } => told { depth: 0, top: "none" }
      ends in a, stack empty`);
  });

  test("rule 17: replace removes the top frame of any kind, if there is one, and pushes", () => {
    moving.lives(`
      at 0s go => told { depth: 1, top: "mark" }
      at 0s go => told { depth: 1, top: "mark" }
      ends in a, stack mark`);
  });

  test("rule 17: fields are computed before the stack changes", () => {
    moving.lives(`
      at 0s say { what: "ab/cd" } => told
      at 0s look { product: "/" }
      ends in a, stack page { what: "ab" }`);
  });

  test("rule 17: nothing is popped where there is nothing: the next transition takes it", () => {
    moving.lives(`
      at 0s say { what: "pop" } => told { depth: 1 }
      ends in a, stack page { what: "pop" }`);
  });
});

describe("expiry", () => {
  const expiring = pattern(`
    session gap 2h
    stack brief { what: text } expires 10m, page depth 9 drop oldest
    emits told { depth: integer, briefs: integer, top: text, bottom: text, any: boolean }
    start a
    state a {
      on say { push brief { what } }
      on go { push page }
      on stop { replace page }
      on look {
        emit told {
          depth, briefs: count(brief), top: kind(top) or else "none", bottom: kind(bottom) or else "none"
          any: any brief b where b.what != ""
        }
      }
      on add { pop  emit told { depth, briefs: count(brief), top: "popped", bottom: "", any: false } }
    }`);

  test("rule 18: a frame is there through its birth plus its lifetime, and absent after", () => {
    expiring.lives(`
      at 0s say { what: "x" }
      at 10m look => told { depth: 1, top: "brief", any: true }
      at 10m1ms look => told { depth: 0, briefs: 0, top: "none", any: false }
      ends in a, stack empty`);
  });

  test("rule 18: it is absent wherever it stands, and what covers it does not change its birth", () => {
    expiring.lives(`
      at 0s say { what: "x" }
      at 5m go
      at 6m say { what: "y" }
      at 10m look => told { depth: 3, briefs: 2, bottom: "brief" }
      at 12m look => told { depth: 2, briefs: 1, bottom: "page", top: "brief" }
      at 17m look => told { depth: 1, briefs: 0, bottom: "page", top: "page" }`);
  });

  test("rule 18: replacing gives a new birth, popping reaches what is left", () => {
    expiring.lives(`
      at 0s go
      at 0s say { what: "x" }
      at 20m add { plus: 0 } => told { depth: 0 }
      at 20m say { what: "y" }
      at 25m say { what: "z" }
      at 31m add { plus: 0 } => told { depth: 0, briefs: 0 }`);
  });

  test("rule 18: no watermark is needed and none removes anything", () => {
    expiring.lives(`
      at 0s say { what: "x" }
      at 1h => nothing
      at 5m look => told { depth: 1 }`);
  });

  test("rule 18: a late event sees what is there at now, not at its own time", () => {
    expiring.lives(`
      at 0s say { what: "x" }
      at 10m1ms go
      at 3m look => told { depth: 1, briefs: 0, top: "page" }`);
  });
});
