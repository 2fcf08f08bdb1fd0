/** Offsets at which the lines of a text begin. They end as editors have it: \n, \r\n or \r. */
export function lineStarts(text: string): readonly number[] {
  const starts = [0];
  const ends = /\r\n?|\n/g;
  while (ends.test(text)) starts.push(ends.lastIndex);
  return starts;
}
