/** A message in which names stand between backquotes, as the command line writes them: here they look like code. */
export const Worded = ({ text }: { readonly text: string }) => (
  <>
    {text
      .split(/`([^`]+)`/)
      .map((piece, at) => (at % 2 === 1 ? <code key={at}>{piece}</code> : piece))}
  </>
);
