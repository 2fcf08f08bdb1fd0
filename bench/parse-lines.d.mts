export function parseLines(path: string): number;
