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

/** Reads the world's settings; a sentence where something is missing. */
export function readSettings(env: NodeJS.ProcessEnv): WorldSettings {
  const text = (name: string) => {
    const value = env[name];
    if (value === undefined || value === '') {
      throw new Error(`${name} is not set: start this by \`npm run dev\` or \`netlify dev\`.`);
    }
    return value;
  };
  // netlify gives its app server what netlify.toml says, also where the shell says something else
  const port = (name: string, address: string) => Number(env[name] || new URL(text(address)).port);
  const devPid = env['FETTLE_DEV_PID'];
  return {
    siteUrl: new URL(text('URL')).origin,
    sitePort: Number(env['FETTLE_SITE_PORT'] || '8889'),
    supabasePort: port('FETTLE_SUPABASE_PORT', 'SUPABASE_URL'),
    postgresPort: Number(env['FETTLE_POSTGRES_PORT'] || '54322'),
    dataFolder: env['FETTLE_DATA_FOLDER'] || '.fettle/data',
    reset: isOn(env['FETTLE_RESET']),
    strava: {
      port: port('FETTLE_STRAVA_PORT', 'STRAVA_OAUTH_BASE_URL'),
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
