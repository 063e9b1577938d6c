import { parseArgs } from 'node:util';
import { startStravaSimulator } from './start.ts';

const { values } = parseArgs({
  options: { port: { type: 'string' }, 'fit-folder': { type: 'string' } },
});
const port = Number(values.port ?? 8890);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  throw new Error(`--port has to be a number from 0 to 65535, not ${values.port}`);
}
const fitFolder = values['fit-folder'];
const simulator = await startStravaSimulator({
  port,
  ...(fitFolder === undefined ? {} : { fitFolder }),
  log: (line) => console.error(line),
}).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
console.log(`Strava simulator: ${simulator.url} (client id ${simulator.clientId})`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void simulator.close());
}
