import type { Database } from './local-database.ts';
import type { Platform } from './local-platform.ts';

/** The variables the built functions read. */
export function functionEnv(database: Database, platform: Platform): Record<string, string> {
  return {
    SUPABASE_URL: database.url,
    SUPABASE_PUBLISHABLE_KEY: database.publishableKey,
    SUPABASE_SECRET_KEY: database.secretKey,
    FETTLE_JWT_MODE: 'hs256',
    SUPABASE_JWT_SECRET: database.jwtSecret,
    FETTLE_SECRET: Buffer.alloc(32, 's').toString('base64'),
    FETTLE_TOKEN_KEYS: `bench:${Buffer.alloc(32, 'k').toString('base64')}`,
    FETTLE_SITE_URL: platform.siteUrl,
    STRAVA_CLIENT_ID: '12345',
    STRAVA_CLIENT_SECRET: 'benchmark-only',
    STRAVA_WEBHOOK_SECRET: WEBHOOK_SECRET,
    STRAVA_VERIFY_TOKEN: 'benchmark-only',
  };
}

export const WEBHOOK_SECRET = 'benchmark-only-webhook-secret';
