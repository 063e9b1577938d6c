import { isOn } from '../dev/options.ts';

/** What the world is made of, read from the variables the functions see too. */
export interface WorldSettings {
  /** Where `netlify dev` serves site and functions. */
  siteUrl: string;
  /** Where it looks for the site. */
  sitePort: number;
  supabasePort: number;
  postgresPort: number;
  dataFolder: string;
  reset: boolean;
  strava: { port: number; clientId: string; clientSecret: string };
  strictLimits: boolean;
  seed: boolean;
  historyDays: number;
  fitFolder: string | undefined;
  /** `npm run dev`'s process, where that started us. */
  devPid: number | undefined;
}

/** Throws a sentence where a variable points outside this machine: the world has nothing to do there. */
export function readSettings(env: NodeJS.ProcessEnv): WorldSettings {
  const text = (name: string) => {
    const value = env[name];
    if (value === undefined || value === '') {
      throw new Error(`${name} is not set: start this by \`npm run dev\` or \`netlify dev\`.`);
    }
    return value;
  };
  const local = (name: string) => {
    const value = text(name);
    const url = new URL(value);
    if (!['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname)) {
      throw new Error(
        `${name} points to ${url.host}: unset it (shell, .env). Local development reaches nothing else.`,
      );
    }
    return url;
  };
  const devPid = env['FETTLE_DEV_PID'];
  return {
    siteUrl: local('URL').origin,
    sitePort: Number(env['FETTLE_SITE_PORT'] || '8889'),
    supabasePort: Number(local('SUPABASE_URL').port),
    postgresPort: Number(env['FETTLE_POSTGRES_PORT'] || '54322'),
    dataFolder: env['FETTLE_DATA_FOLDER'] || '.fettle/data',
    reset: isOn(env['FETTLE_RESET']),
    strava: {
      port: Number(local('STRAVA_OAUTH_BASE_URL').port),
      clientId: text('STRAVA_CLIENT_ID'),
      clientSecret: text('STRAVA_CLIENT_SECRET'),
    },
    strictLimits: isOn(env['FETTLE_STRICT_LIMITS']),
    seed: !isOn(env['FETTLE_NO_SEED']),
    historyDays: Number(env['FETTLE_HISTORY_DAYS'] || '730'),
    fitFolder: env['FETTLE_FIT_FOLDER'] || undefined,
    devPid: devPid === undefined ? undefined : Number(devPid),
  };
}
