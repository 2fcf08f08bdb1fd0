/** What positions call sources: the name without its folder; a second of that name gets `:2` (rule 27). */
export function sourceNames(paths: readonly string[]): string[] {
  const counts = new Map<string, number>();
  return paths.map((path) => {
    const name = path.slice(path.lastIndexOf("/") + 1);
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    return count === 1 ? name : `${name}:${count}`;
  });
}
