/** Set by the isolation test alone, around the application's guards that it has replaced for its own process. */
export const guards = { open: false };
