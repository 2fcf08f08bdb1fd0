/** A few lines of Markdown (paragraphs, code, emphasis) as elements: never as markup, whatever stands in them. */
export function told(markdown: string): HTMLElement {
  const element = document.createElement("div");
  element.className = "cm-told";
  for (const [at, piece] of markdown.split(/```\w*\n?/).entries()) {
    if (at % 2 === 1) element.append(made("pre", piece.trimEnd()));
    else
      for (const paragraph of piece.split(/\n{2,}/))
        if (paragraph.trim() !== "") element.append(inline(paragraph.trim()));
  }
  return element;
}

const made = (tag: string, text: string): HTMLElement => {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
};

function inline(text: string): HTMLElement {
  const element = document.createElement("p");
  for (const piece of text.split(/(`[^`]+`|\*\*[^*]+\*\*)/)) {
    if (piece.startsWith("`") && piece.length > 2) element.append(made("code", piece.slice(1, -1)));
    else if (piece.startsWith("**")) element.append(made("strong", piece.slice(2, -2)));
    else element.append(piece);
  }
  return element;
}
