/** In which order do named formulas stand, so that each comes after what it reads, and which read each other? */

/**
 * Groups of names that read each other, in order: a group comes after all that it reads. Names keep their order where
 * they can. (Tarjan's strongly connected components, in a loop: files may have very many lines.)
 */
export const groupsOf = (names: readonly string[], reads: (name: string) => readonly string[]): readonly (readonly string[])[] => {
  const rank = new Map(names.map((n, i) => [n, i]));
  const seen = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const isOpen = new Set<string>();
  const out: (readonly string[])[] = [];
  const path: { readonly name: string; readonly reads: readonly string[]; next: number }[] = [];
  const enter = (name: string): void => {
    low.set(name, seen.size);
    seen.set(name, seen.size);
    open.push(name);
    isOpen.add(name);
    path.push({ name, reads: reads(name).filter((r) => rank.has(r)), next: 0 });
  };
  const lower = (name: string, to: number | undefined): void => {
    if (to !== undefined && to < (low.get(name) ?? 0)) low.set(name, to);
  };
  for (const root of names) {
    if (!seen.has(root)) enter(root);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const read = top.reads[top.next++];
      if (read !== undefined) {
        if (!seen.has(read)) enter(read);
        else if (isOpen.has(read)) lower(top.name, seen.get(read));
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent !== undefined) lower(parent.name, low.get(top.name));
      if (low.get(top.name) !== seen.get(top.name)) continue;
      const group = open.splice(open.lastIndexOf(top.name));
      group.forEach((n) => isOpen.delete(n));
      out.push(group.sort((a, b) => (rank.get(a) ?? 0) - (rank.get(b) ?? 0)));
    }
  }
  return out;
};

/** A way round: `a -> b -> a`, the shortest from `start` back to itself within a group. */
export const cycleFrom = (start: string, group: readonly string[], reads: (name: string) => readonly string[]): readonly string[] => {
  const inside = new Set(group);
  const from = new Map<string, string>();
  const waiting = [start];
  for (const name of waiting) {
    for (const read of reads(name)) {
      if (read === start) {
        const back = [name];
        for (let n = name; n !== start; ) back.push((n = from.get(n) ?? start));
        return [...back.reverse(), start];
      }
      if (inside.has(read) && !from.has(read)) {
        from.set(read, name);
        waiting.push(read);
      }
    }
  }
  return [start];
};
