import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { readEnv, VARIABLES } from '../lib/env.ts';

const KEY = Buffer.alloc(32, 7).toString('base64');

const LEAST = {
  SUPABASE_URL: 'https://project.supabase.co/',
  SUPABASE_PUBLISHABLE_KEY: 'sb_publishable_x',
  SUPABASE_SECRET_KEY: 'sb_secret_x',
  FETTLE_SECRET: KEY,
  FETTLE_TOKEN_KEYS: `k1:${KEY}`,
  URL: 'https://site.netlify.app/',
};
const STRAVA = {
  STRAVA_CLIENT_ID: '42',
  STRAVA_CLIENT_SECRET: 'client-secret',
  STRAVA_WEBHOOK_SECRET: '0123456789abcdef',
  STRAVA_VERIFY_TOKEN: 'verify',
};

function problemsOf(source: Record<string, string | undefined>): string[] {
  try {
    readEnv(source);
    return [];
  } catch (error) {
    return (error as Error).message.split('\n').slice(1);
  }
}

async function readExample(): Promise<string[]> {
  const file = await readFile(new URL('../.env.example', import.meta.url), 'utf8');
  return file.trimEnd().split('\n');
}

describe('what can be left out', () => {
  test('has a default; addresses lose the slash at their end', () => {
    const env = readEnv(LEAST);
    expect(env).toMatchObject({
      config: {
        minAppVersion: '0.0.0',
        siteUrl: 'https://site.netlify.app',
        redirectAllowList: [],
        corsOrigins: [],
        stravaPolicy: 'connected',
        stravaClientId: undefined,
      },
      supabase: { url: 'https://project.supabase.co' },
      jwt: { mode: 'jwks', algorithms: ['ES256', 'RS256'] },
      strava: {
        clientId: undefined,
        apiBaseUrl: 'https://www.strava.com/api/v3',
        oauthBaseUrl: 'https://www.strava.com',
      },
      sentryDsn: undefined,
    });
    expect(env.config.version).toMatch(/^\d+\.\d+\.\d+/);
    expect(env.secret).toEqual(new Uint8Array(32).fill(7));
    expect(env.tokenKeys).toEqual([{ id: 'k1', key: new Uint8Array(32).fill(7) }]);
  });

  test('an empty variable is one that is not set', () => {
    const empty = Object.fromEntries(VARIABLES.map((name) => [name, '  ']));
    expect(readEnv({ ...empty, ...LEAST })).toEqual(readEnv(LEAST));
  });
});

describe('what is set', () => {
  test('is read in full', () => {
    const env = readEnv({
      ...LEAST,
      ...STRAVA,
      FETTLE_JWT_MODE: 'hs256',
      SUPABASE_JWT_SECRET: 'x'.repeat(40),
      FETTLE_SECRET: 'AB'.repeat(32),
      FETTLE_TOKEN_KEYS: `new:${KEY}, old:${KEY}`,
      FETTLE_REDIRECT_ALLOW_LIST: 'https://a.example/in, my-app://*,https://a.example/x/*',
      FETTLE_CORS_ORIGINS: 'https://a.example,http://localhost:5173',
      FETTLE_STRAVA_POLICY: 'strict',
      FETTLE_MIN_APP_VERSION: '1.2.3',
      FETTLE_SITE_URL: 'http://localhost:8888',
      SENTRY_DSN: 'https://key@o1.ingest.sentry.io/2',
    });
    expect(env.jwt).toEqual({ mode: 'hs256', secret: 'x'.repeat(40) });
    expect(env.secret).toEqual(new Uint8Array(32).fill(0xab));
    expect(env.tokenKeys.map(({ id }) => id)).toEqual(['new', 'old']);
    expect(env.config).toMatchObject({
      siteUrl: 'http://localhost:8888',
      redirectAllowList: ['https://a.example/in', 'my-app://*', 'https://a.example/x/*'],
      corsOrigins: ['https://a.example', 'http://localhost:5173'],
      stravaPolicy: 'strict',
      stravaClientId: '42',
      stravaWebhookSecret: '0123456789abcdef',
    });
    expect(env.strava).toMatchObject({ clientId: '42', clientSecret: 'client-secret' });
    expect(env.sentryDsn).toBe('https://key@o1.ingest.sentry.io/2');
  });
});

describe('what is wrong', () => {
  test('is named all at once where nothing is set', () => {
    expect(problemsOf({})).toEqual([
      '- SUPABASE_URL is not set',
      '- SUPABASE_PUBLISHABLE_KEY is not set',
      '- SUPABASE_SECRET_KEY is not set',
      '- FETTLE_SECRET is not set',
      '- FETTLE_TOKEN_KEYS is not set',
      '- FETTLE_SITE_URL is not set, and this is not Netlify, which sets URL',
    ]);
  });

  const WRONG: { name: string; value: string; says: string }[] = [
    { name: 'SUPABASE_URL', value: 'hunter2', says: 'is not an http(s) address' },
    { name: 'SUPABASE_URL', value: 'ftp://hunter2', says: 'is not an http(s) address' },
    { name: 'FETTLE_JWT_MODE', value: 'hunter2', says: 'is none of jwks, hs256' },
    { name: 'SUPABASE_JWT_ALGORITHMS', value: 'HS256', says: 'holds something else than' },
    { name: 'SUPABASE_JWT_ALGORITHMS', value: 'ES256,none', says: 'holds something else than' },
    { name: 'SUPABASE_JWT_SECRET', value: 'hunter2', says: 'is shorter than' },
    { name: 'FETTLE_SECRET', value: 'hunter2', says: 'holds fewer than 32 bytes' },
    { name: 'FETTLE_SECRET', value: 'hunter2 !'.repeat(9), says: 'is neither base64 nor hex' },
    { name: 'FETTLE_TOKEN_KEYS', value: 'hunter2', says: 'is not of the form' },
    { name: 'FETTLE_TOKEN_KEYS', value: 'k1:hunter2', says: 'not 32 bytes' },
    { name: 'FETTLE_TOKEN_KEYS', value: `a:${KEY},a:${KEY}`, says: 'the same id twice' },
    { name: 'FETTLE_TOKEN_KEYS', value: ',', says: 'holds no key' },
    { name: 'FETTLE_REDIRECT_ALLOW_LIST', value: '*', says: 'something else' },
    { name: 'FETTLE_REDIRECT_ALLOW_LIST', value: 'https://*', says: 'something else' },
    { name: 'FETTLE_REDIRECT_ALLOW_LIST', value: 'https://a.example*', says: 'something else' },
    { name: 'FETTLE_REDIRECT_ALLOW_LIST', value: 'https://*.a.example/', says: 'something else' },
    { name: 'FETTLE_REDIRECT_ALLOW_LIST', value: 'javascript:alert(1)', says: 'something else' },
    { name: 'FETTLE_CORS_ORIGINS', value: 'https://a.example/', says: 'something else' },
    { name: 'FETTLE_CORS_ORIGINS', value: 'a.example', says: 'something else' },
    { name: 'FETTLE_STRAVA_POLICY', value: 'hunter2', says: 'is none of strict' },
    { name: 'FETTLE_MIN_APP_VERSION', value: 'hunter2', says: 'is not a version' },
    { name: 'STRAVA_CLIENT_ID', value: 'hunter2', says: 'is not a number' },
    { name: 'STRAVA_WEBHOOK_SECRET', value: 'hunter2', says: 'is not 16 or more' },
    { name: 'STRAVA_WEBHOOK_SECRET', value: 'hunter2/../hunter2', says: 'is not 16 or more' },
    { name: 'SENTRY_DSN', value: 'hunter2', says: 'is not an http(s) address' },
  ];

  test.each(WRONG)('$name as $value is named, and its value is not', ({ name, value, says }) => {
    const problems = problemsOf({ ...LEAST, ...STRAVA, [name]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`- ${name} `);
    expect(problems[0]).toContain(says);
    expect(problems.join()).not.toContain(value.length > 3 ? value : 'hunter2');
    expect(problems.join()).not.toContain(KEY);
  });

  test.each(Object.keys(STRAVA))('Strava without %s is neither on nor off', (name) => {
    const problems = problemsOf({ ...LEAST, ...STRAVA, [name]: '' });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(`- ${name} is not set, and`);
  });

  test('the mode hs256 needs the secret', () => {
    const problems = problemsOf({ ...LEAST, FETTLE_JWT_MODE: 'hs256' });
    expect(problems).toEqual(['- SUPABASE_JWT_SECRET is not set, and FETTLE_JWT_MODE is hs256']);
  });
});

describe('.env.example', () => {
  test('has every variable once, each under one line that says what it is', async () => {
    const lines = await readExample();
    const assignments = lines.flatMap((line, index) => (/^[A-Z_]+=/.test(line) ? [index] : []));
    const names = assignments.map((index) => lines[index]?.split('=')[0]);
    expect(names).toHaveLength(VARIABLES.length);
    expect(new Set(names)).toEqual(new Set<string>(VARIABLES));
    for (const index of assignments) {
      expect(lines[index - 1], lines[index]).toMatch(/^# \S/);
      expect(lines[index - 2] ?? '', lines[index]).not.toMatch(/^# (?!----)/);
    }
  });

  test('holds no secret, so that a copy of it does not start; filled in, it does', async () => {
    const lines = (await readExample()).filter((line) => /^[A-Z_]+=/.test(line));
    const example = Object.fromEntries(
      lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    );
    expect(problemsOf(example)).toEqual([
      '- SUPABASE_PUBLISHABLE_KEY is not set',
      '- SUPABASE_SECRET_KEY is not set',
      '- FETTLE_SECRET is not set',
      '- FETTLE_TOKEN_KEYS is not set',
    ]);
    const { SUPABASE_URL: _url, URL: _site, ...secrets } = LEAST;
    expect(readEnv({ ...example, ...secrets }).config.siteUrl).toBe(
      'https://your-site.netlify.app',
    );
  });
});
