/** Strongly connected groups of a graph, each after the groups it points to (Tarjan 1972), with loops instead of calls. */
export const groupsInOrder = (count: number, next: (node: number) => readonly number[]): readonly (readonly number[])[] => {
  const order = new Int32Array(count).fill(-1);
  const low = new Int32Array(count);
  const open = new Uint8Array(count);
  const path: number[] = [];
  const groups: number[][] = [];
  let visited = 0;
  for (let start = 0; start < count; start++) {
    if (order[start] !== -1) continue;
    const calls: { readonly node: number; readonly to: readonly number[]; at: number }[] = [];
    const enter = (node: number): void => {
      order[node] = low[node] = visited++;
      open[node] = 1;
      path.push(node);
      calls.push({ node, to: next(node), at: 0 });
    };
    enter(start);
    for (let call = calls.at(-1); call !== undefined; call = calls.at(-1)) {
      const to = call.to[call.at++];
      if (to !== undefined) {
        if (order[to] === -1) enter(to);
        else if (open[to] === 1) low[call.node] = Math.min(low[call.node] ?? 0, order[to] ?? 0);
        continue;
      }
      calls.pop();
      const caller = calls.at(-1)?.node;
      if (caller !== undefined) low[caller] = Math.min(low[caller] ?? 0, low[call.node] ?? 0);
      if (low[call.node] !== order[call.node]) continue;
      const group: number[] = [];
      for (;;) {
        const node = path.pop();
        if (node === undefined) break;
        open[node] = 0;
        group.push(node);
        if (node === call.node) break;
      }
      groups.push(group.sort((a, b) => a - b));
    }
  }
  return groups;
};
