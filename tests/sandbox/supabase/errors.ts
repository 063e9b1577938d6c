/** Why the local stack could not start or go on, in one line. */
export class LocalStackError extends Error {
  override name = 'LocalStackError';
  readonly code: 'port_taken' | 'folder_in_use' | 'migration_failed' | 'busy' | 'cli_failed';

  constructor(code: LocalStackError['code'], message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** Turns the listen error of a taken port into one line that says what to do. */
export function portTaken(error: unknown, port: number, flag: string): unknown {
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  if (!taken) return error;
  const message = `Port ${port} is taken: is another local Supabase running? Choose one with ${flag}.`;
  return new LocalStackError('port_taken', message, { cause: error });
}
