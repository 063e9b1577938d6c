import { AsyncLocalStorage } from 'node:async_hooks';

const listener = new AsyncLocalStorage<(line: string) => void>();
let installed = false;

/**
 * Runs lite with its `console.error` handed to `log`: it prints the stack of every refused
 * statement, which in tests of refusals is noise. Everybody else's output is left alone.
 */
export async function quietly<T>(log: (line: string) => void, work: () => Promise<T>): Promise<T> {
  if (!installed) {
    installed = true;
    const print = console.error;
    console.error = (...parts: unknown[]) => {
      const store = listener.getStore();
      if (store === undefined) print(...parts);
      else store(parts.map(describe).join(' '));
    };
  }
  return listener.run(log, work);
}

function describe(part: unknown): string {
  const hasMessage = typeof part === 'object' && part !== null && 'message' in part;
  return hasMessage ? String(part.message) : JSON.stringify(part);
}
