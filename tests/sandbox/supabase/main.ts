/** Runs the local Supabase until it is interrupted: `--port --postgres-port --data --reset`. */
import { parseArgs } from 'node:util';
import { LocalStackError } from './errors.ts';
import { startLocalSupabase } from './start.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '54321' },
    'postgres-port': { type: 'string', default: '54322' },
    data: { type: 'string', default: '.fettle/data' },
    reset: { type: 'boolean', default: false },
  },
});

try {
  const stack = await startLocalSupabase({
    port: Number(values.port),
    postgresPort: values['postgres-port'] === 'none' ? false : Number(values['postgres-port']),
    dataFolder: values.data,
    reset: values.reset,
    log: console.log,
  });
  console.log(`API              ${stack.url}`);
  console.log(`publishable key  ${stack.publishableKey}`);
  console.log(`secret key       ${stack.secretKey}`);
  if (stack.postgresUrl !== undefined) console.log(`Postgres         ${stack.postgresUrl}`);
  let closing = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (closing) process.exit(1);
      closing = true;
      void stack.close();
    });
  }
} catch (error) {
  if (!(error instanceof LocalStackError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
