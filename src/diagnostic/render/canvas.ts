import { cellsOf } from "./width.ts";

/** One row on which painted texts are put at cells; what comes later covers what was there. */
export interface Canvas {
  readonly put: (cell: number, text: string, paint?: (text: string) => string) => Canvas;
  /** Without blanks at its end. */
  readonly text: () => string;
}

type Piece = { readonly text: string; readonly paint: ((text: string) => string) | null };

export function canvas(): Canvas {
  /** By cell; the second cell of a wide character holds an empty text. */
  const cells: (Piece | undefined)[] = [];
  const self: Canvas = {
    put: (cell, text, paint) => {
      let position = cell;
      for (const character of text) {
        const width = cellsOf(character);
        if (width === 0) {
          const before = cells[position - 1];
          const joined = `${before?.text ?? ""}${character}`;
          cells[Math.max(0, position - 1)] = { text: joined, paint: before?.paint ?? null };
          continue;
        }
        cells[position] = { text: character, paint: paint ?? null };
        for (let more = 1; more < width; more++)
          cells[position + more] = { text: "", paint: paint ?? null };
        position += width;
      }
      return self;
    },
    text: () => {
      let result = "";
      let run = "";
      let runPaint: Piece["paint"] = null;
      const flush = (): void => {
        result += runPaint === null || run.trim() === "" ? run : runPaint(run);
        run = "";
      };
      for (let cell = 0; cell < cells.length; cell++) {
        const piece = cells[cell] ?? { text: " ", paint: null };
        if (piece.paint !== runPaint) flush();
        runPaint = piece.paint;
        run += piece.text;
      }
      flush();
      return result.trimEnd();
    },
  };
  return self;
}
