/** What the command line says: sentences on a terminal, one JSON line where `--json` was asked for. */
export function fail(refusal: { readonly code: string; readonly message: string }): never {
  process.stderr.write(`${refusal.message} (${refusal.code})\n`);
  process.exit(1);
}

/** Resolves at Ctrl-C or when the process is asked to end; a second one ends it at once. */
export function asked(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(130));
        resolve(signal);
      });
    }
  });
}
