/** Union-find over the numbers from 0, with path halving and union by size. */
export class DisjointSets {
  private readonly parents: number[] = [];
  private readonly sizes: number[] = [];

  /** A new set of one. */
  add(): number {
    const element = this.parents.length;
    this.parents.push(element);
    this.sizes.push(1);
    return element;
  }

  /** What stands for the set of an element. */
  find(element: number): number {
    let at = element;
    for (let parent = this.parents[at] ?? at; parent !== at; parent = this.parents[at] ?? at) {
      const grandparent = this.parents[parent] ?? parent;
      this.parents[at] = grandparent;
      at = grandparent;
    }
    return at;
  }

  union(one: number, other: number): void {
    const [a, b] = [this.find(one), this.find(other)];
    if (a === b) return;
    const [large, small] = (this.sizes[a] ?? 0) >= (this.sizes[b] ?? 0) ? [a, b] : [b, a];
    this.parents[small] = large;
    this.sizes[large] = (this.sizes[large] ?? 0) + (this.sizes[small] ?? 0);
  }
}
