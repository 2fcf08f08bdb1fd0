/**
 * Strongly connected components (Tarjan 1972, without recursion): the component of each node.
 * Components are numbered so that an edge never leads to a higher number.
 */
export function components(
  nodes: number,
  successors: (node: number) => readonly number[],
): readonly number[] {
  const component: number[] = new Array(nodes).fill(-1);
  const index: number[] = new Array(nodes).fill(-1);
  const low: number[] = new Array(nodes).fill(0);
  const open: number[] = [];
  let visited = 0;
  let found = 0;
  for (let root = 0; root < nodes; root++) {
    if (index[root] !== -1) continue;
    const path = [{ node: root, after: successors(root), next: 0 }];
    index[root] = low[root] = visited++;
    open.push(root);
    while (path.length > 0) {
      const step = path[path.length - 1]!;
      const { node } = step;
      if (step.next < step.after.length) {
        const successor = step.after[step.next++]!;
        if (index[successor] === -1) {
          index[successor] = low[successor] = visited++;
          open.push(successor);
          path.push({ node: successor, after: successors(successor), next: 0 });
        } else if (component[successor] === -1) {
          low[node] = Math.min(low[node]!, index[successor]!);
        }
        continue;
      }
      path.pop();
      const parent = path[path.length - 1];
      if (parent !== undefined) low[parent.node] = Math.min(low[parent.node]!, low[node]!);
      if (low[node] !== index[node]) continue;
      for (let member = -1; member !== node; ) {
        member = open.pop()!;
        component[member] = found;
      }
      found++;
    }
  }
  return component;
}
