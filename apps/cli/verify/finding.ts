/** What came of recomputing one kind of proof. */
export interface Finding {
  readonly proof: 'audit chain' | 'public log' | 'books';
  readonly checked: number;
  /** What is broken, in a sentence each; none: it holds. */
  readonly faults: readonly string[];
}
