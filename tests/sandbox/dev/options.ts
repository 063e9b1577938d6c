import { parseArgs } from 'node:util';

/** What `npm run dev` can be told; each by flag or by variable, the flag first. */
export interface DevOptions {
  port: number;
  sitePort: number;
  supabasePort: number;
  postgresPort: number;
  stravaPort: number;
  dataFolder: string;
  reset: boolean;
  fitFolder: string | undefined;
  historyDays: number;
  seed: boolean;
  strictLimits: boolean;
  verbose: boolean;
}

/** Flag, variable, default, and what it is for. */
const PORTS = {
  port: ['FETTLE_PORT', 8888, 'where the site and the functions answer'],
  'site-port': ['FETTLE_SITE_PORT', 8889, 'where netlify dev finds the site'],
  'supabase-port': ['FETTLE_SUPABASE_PORT', 54_321, 'local Supabase'],
  'postgres-port': ['FETTLE_POSTGRES_PORT', 54_322, 'its Postgres, for psql'],
  'strava-port': ['FETTLE_STRAVA_PORT', 8890, 'the Strava simulator'],
} as const;

type PortFlag = keyof typeof PORTS;

export const USAGE = `npm run dev -- [flags]: Fettle with all it needs, on this machine

${Object.entries(PORTS)
  .map(
    ([flag, [variable, port, what]]) =>
      `  --${flag} N`.padEnd(23) + `${what} (${variable}, ${port})`,
  )
  .join('\n')}
  --data DIR           where the database lives (FETTLE_DATA_FOLDER, .fettle/data; :memory: forgets)
  --reset              empties it first (FETTLE_RESET=1)
  --history-days N     of the demo athlete at Strava (FETTLE_HISTORY_DAYS, 730)
  --fit-folder DIR     an athlete whose history are these FIT files instead (FETTLE_FIT_FOLDER)
  --no-seed            no demo athlete (FETTLE_NO_SEED=1)
  --strict-limits      Strava's true rate limits: two years take days (FETTLE_STRICT_LIMITS=1)
  --verbose            the functions' log on the screen too (FETTLE_VERBOSE=1)
`;

/** A flag or variable that makes no sense, in one line. */
export class UsageError extends Error {
  override name = 'UsageError';
}

function integer(text: string, name: string, max: number): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > max) {
    throw new UsageError(`${name} takes a whole number up to ${max}, not "${text}".`);
  }
  return value;
}

/** Reads the command line over the environment. */
export function readOptions(args: string[], env: NodeJS.ProcessEnv): DevOptions | 'help' {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        port: text,
        'site-port': text,
        'supabase-port': text,
        'postgres-port': text,
        'strava-port': text,
        data: text,
        reset: flag,
        'fit-folder': text,
        'history-days': text,
        'no-seed': flag,
        'strict-limits': flag,
        verbose: flag,
        help: { ...flag, short: 'h' },
      },
    }));
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error), { cause: error });
  }
  if (values.help) {
    return 'help';
  }
  const given = values;
  const port = (name: PortFlag) => {
    const [variable, standard] = PORTS[name];
    return integer(given[name] ?? (env[variable] || String(standard)), `--${name}`, 65_535);
  };
  const on = (name: 'reset' | 'no-seed' | 'strict-limits' | 'verbose', variable: string) =>
    given[name] || isOn(env[variable]);
  return {
    port: port('port'),
    sitePort: port('site-port'),
    supabasePort: port('supabase-port'),
    postgresPort: port('postgres-port'),
    stravaPort: port('strava-port'),
    dataFolder: given.data ?? (env['FETTLE_DATA_FOLDER'] || '.fettle/data'),
    reset: on('reset', 'FETTLE_RESET'),
    fitFolder: given['fit-folder'] ?? (env['FETTLE_FIT_FOLDER'] || undefined),
    historyDays: integer(
      given['history-days'] ?? (env['FETTLE_HISTORY_DAYS'] || '730'),
      '--history-days',
      4000,
    ),
    seed: !on('no-seed', 'FETTLE_NO_SEED'),
    strictLimits: on('strict-limits', 'FETTLE_STRICT_LIMITS'),
    verbose: on('verbose', 'FETTLE_VERBOSE'),
  };
}

/** `1`, `true` or `yes`. */
export function isOn(value: string | undefined): boolean {
  return /^(1|true|yes)$/i.test(value ?? '');
}

/**
 * What `netlify dev` is started with. Variables of the shell that name another Supabase or Strava are left
 * out: this world reaches nothing outside the machine. The rest of the functions' variables are in
 * netlify.toml; here are those that depend on ports.
 */
export function environmentOf(options: DevOptions, shell: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const kept = Object.entries(shell).filter(
    ([name]) => !/^(SUPABASE_|STRAVA_|FETTLE_|NETLIFY_|SENTRY_|URL$)/.test(name),
  );
  return {
    ...Object.fromEntries(kept),
    // netlify reports its use to its makers, from a process of its own, unless it runs in CI
    CI: 'true',
    SUPABASE_URL: `http://127.0.0.1:${options.supabasePort}`,
    STRAVA_API_BASE_URL: `http://127.0.0.1:${options.stravaPort}/api/v3`,
    STRAVA_OAUTH_BASE_URL: `http://127.0.0.1:${options.stravaPort}`,
    FETTLE_SITE_PORT: String(options.sitePort),
    FETTLE_SUPABASE_PORT: String(options.supabasePort),
    FETTLE_STRAVA_PORT: String(options.stravaPort),
    FETTLE_POSTGRES_PORT: String(options.postgresPort),
    FETTLE_DATA_FOLDER: options.dataFolder,
    FETTLE_HISTORY_DAYS: String(options.historyDays),
    ...(options.fitFolder === undefined ? {} : { FETTLE_FIT_FOLDER: options.fitFolder }),
    ...(options.reset ? { FETTLE_RESET: '1' } : {}),
    ...(options.seed ? {} : { FETTLE_NO_SEED: '1' }),
    ...(options.strictLimits ? { FETTLE_STRICT_LIMITS: '1' } : {}),
  };
}
