/** The only place that knows the environment's variables: their names, their forms, and what is wrong. */
import * as z from 'zod';
import pkg from '../package.json' with { type: 'json' };
import type { StravaPolicyPreset } from './core/policy.ts';
import type { Config } from './core/ports/world.ts';

export interface Env {
  config: Config;
  supabase: { url: string; publishableKey: string; secretKey: string };
  jwt: { mode: 'jwks'; algorithms: string[] } | { mode: 'hs256'; secret: string };
  /** Signs states and internal calls; 32 bytes or more. */
  secret: Uint8Array;
  /** The first seals Strava's tokens, all of them open. 32 bytes each. */
  tokenKeys: { id: string; key: Uint8Array }[];
  strava: {
    clientId: string | undefined;
    clientSecret: string | undefined;
    apiBaseUrl: string;
    oauthBaseUrl: string;
    verifyToken: string | undefined;
    signingKey: string | undefined;
  };
  sentryDsn: string | undefined;
}

const SECRET_BYTES = 32;
const PRESETS = ['strict', 'connected', 'permissive'] as const satisfies StravaPolicyPreset[];
const ALGORITHMS = ['ES256', 'RS256'];

/** Every message is about the variable: values may be secrets, and never appear. */
const text = z.string({ error: 'is not set' });
const webUrl = text.refine((value) => /^https?:\/\/[^/]/.test(value) && URL.canParse(value), {
  error: 'is not an http(s) address',
});
const baseUrl = webUrl.transform((value) => value.replace(/\/+$/, ''));
const oneOf = <const T extends string>(...values: T[]) =>
  z.enum(values, { error: `is none of ${values.join(', ')}` });

const listOf = (rule: { item: (value: string) => boolean; error: string }) =>
  text
    .transform((value) =>
      value
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== ''),
    )
    .refine((items) => items.every(rule.item), { error: rule.error });

function decodeSecret(value: string): Uint8Array {
  const isHex = /^(?:[0-9a-f]{2})+$/i.test(value);
  return new Uint8Array(Buffer.from(value, isHex ? 'hex' : 'base64'));
}

const secret = text
  .refine((value) => /^[\w+/-]+={0,2}$/.test(value), { error: 'is neither base64 nor hex' })
  .transform(decodeSecret)
  .refine((bytes) => bytes.length >= SECRET_BYTES, {
    error: `holds fewer than ${SECRET_BYTES} bytes`,
  });

const tokenKeys = listOf({
  item: (item) => /^[\w-]{1,32}:[\w+/-]+={0,2}$/.test(item),
  error: 'is not of the form id:base64key,id2:base64key2',
})
  .transform((items) =>
    items.map((item) => {
      const [id = '', encoded = ''] = item.split(':');
      return { id, key: new Uint8Array(Buffer.from(encoded, 'base64')) };
    }),
  )
  .refine((keys) => keys.length > 0, { error: 'holds no key' })
  .refine((keys) => keys.every(({ key }) => key.length === SECRET_BYTES), {
    error: `holds a key that is not ${SECRET_BYTES} bytes long`,
  })
  .refine((keys) => new Set(keys.map(({ id }) => id)).size === keys.length, {
    error: 'uses the same id twice',
  });

/** A prefix must reach beyond the host, or `https://app.example*` would let `app.example.evil.org` in. */
function isRedirect(item: string): boolean {
  const stars = item.split('*').length - 1;
  const hasScheme = /^[a-z][a-z0-9+.-]*:\/\/./i.test(item);
  const isWeb = /^https?:/i.test(item);
  return (
    hasScheme &&
    (stars === 0 ||
      (item.endsWith('*') && stars === 1 && (!isWeb || /^https?:\/\/[^/*]+\//i.test(item))))
  );
}

/** Secret, and part of a path. */
const pathSecret = text.regex(/^[\w-]{16,}$/, {
  error: 'is not 16 or more letters, digits, - and _',
});

const schema = z.object({
  SUPABASE_URL: baseUrl,
  SUPABASE_PUBLISHABLE_KEY: text,
  SUPABASE_SECRET_KEY: text,
  FETTLE_JWT_MODE: oneOf('jwks', 'hs256').default('jwks'),
  SUPABASE_JWT_ALGORITHMS: listOf({
    item: (item) => ALGORITHMS.includes(item),
    error: `holds something else than ${ALGORITHMS.join(', ')}`,
  })
    .refine((items) => items.length > 0, { error: 'holds no algorithm' })
    .default(ALGORITHMS),
  SUPABASE_JWT_SECRET: text.min(32, { error: 'is shorter than 32 characters' }).optional(),
  FETTLE_SECRET: secret,
  FETTLE_TOKEN_KEYS: tokenKeys,
  FETTLE_REDIRECT_ALLOW_LIST: listOf({
    item: isRedirect,
    error: 'holds something else than addresses, whole or up to a * after the host',
  }).default([]),
  FETTLE_CORS_ORIGINS: listOf({
    item: (item) => item === '*' || (URL.canParse(item) && new URL(item).origin === item),
    error: 'holds something else than origins (https://app.example) or *',
  }).default([]),
  FETTLE_STRAVA_POLICY: oneOf(...PRESETS).default('connected'),
  FETTLE_MIN_APP_VERSION: text
    .regex(/^\d+\.\d+\.\d+$/, { error: 'is not a version like 1.2.3' })
    .default('0.0.0'),
  FETTLE_SITE_URL: baseUrl.optional(),
  URL: baseUrl.optional(),
  STRAVA_CLIENT_ID: text.regex(/^\d+$/, { error: 'is not a number' }).optional(),
  STRAVA_CLIENT_SECRET: text.optional(),
  STRAVA_API_BASE_URL: baseUrl.default('https://www.strava.com/api/v3'),
  STRAVA_OAUTH_BASE_URL: baseUrl.default('https://www.strava.com'),
  STRAVA_WEBHOOK_SECRET: pathSecret.optional(),
  STRAVA_VERIFY_TOKEN: text.optional(),
  STRAVA_SIGNING_KEY: text.optional(),
  SENTRY_DSN: webUrl.optional(),
});

type Variable = keyof typeof schema.shape;
type Source = Record<string, string | undefined>;

/** Every variable there is. */
export const VARIABLES = Object.keys(schema.shape) as Variable[];

/** The variables that are set: an empty one is not. */
function present(source: Source): Partial<Record<Variable, string>> {
  const set = VARIABLES.map((name) => [name, source[name]?.trim()] as const);
  return Object.fromEntries(set.filter(([, value]) => value !== undefined && value !== ''));
}

/** What variables ask of each other. */
function conflicts(given: Partial<Record<Variable, string>>): string[] {
  const found: string[] = [];
  const needs = (name: Variable, because: string) => {
    if (given[name] === undefined) {
      found.push(`${name} is not set, and ${because}`);
    }
  };
  if (given.URL === undefined) {
    needs('FETTLE_SITE_URL', 'this is not Netlify, which sets URL');
  }
  if (given.FETTLE_JWT_MODE === 'hs256') {
    needs('SUPABASE_JWT_SECRET', 'FETTLE_JWT_MODE is hs256');
  }
  if (given.STRAVA_CLIENT_ID !== undefined || given.STRAVA_CLIENT_SECRET !== undefined) {
    needs('STRAVA_CLIENT_ID', 'STRAVA_CLIENT_SECRET is');
    needs('STRAVA_CLIENT_SECRET', 'STRAVA_CLIENT_ID is');
    needs('STRAVA_WEBHOOK_SECRET', 'Strava is on');
    needs('STRAVA_VERIFY_TOKEN', 'Strava is on');
  }
  return found;
}

function toEnv(set: z.output<typeof schema>): Env {
  return {
    config: {
      version: pkg.version,
      minAppVersion: set.FETTLE_MIN_APP_VERSION,
      siteUrl: set.FETTLE_SITE_URL ?? set.URL ?? '',
      redirectAllowList: set.FETTLE_REDIRECT_ALLOW_LIST,
      corsOrigins: set.FETTLE_CORS_ORIGINS,
      stravaPolicy: set.FETTLE_STRAVA_POLICY,
      stravaWebhookSecret: set.STRAVA_WEBHOOK_SECRET,
      stravaVerifyToken: set.STRAVA_VERIFY_TOKEN,
      stravaSigningKey: set.STRAVA_SIGNING_KEY,
      stravaClientId: set.STRAVA_CLIENT_ID,
    },
    supabase: {
      url: set.SUPABASE_URL,
      publishableKey: set.SUPABASE_PUBLISHABLE_KEY,
      secretKey: set.SUPABASE_SECRET_KEY,
    },
    jwt:
      set.FETTLE_JWT_MODE === 'hs256'
        ? { mode: 'hs256', secret: set.SUPABASE_JWT_SECRET ?? '' }
        : { mode: 'jwks', algorithms: set.SUPABASE_JWT_ALGORITHMS },
    secret: set.FETTLE_SECRET,
    tokenKeys: set.FETTLE_TOKEN_KEYS,
    strava: {
      clientId: set.STRAVA_CLIENT_ID,
      clientSecret: set.STRAVA_CLIENT_SECRET,
      apiBaseUrl: set.STRAVA_API_BASE_URL,
      oauthBaseUrl: set.STRAVA_OAUTH_BASE_URL,
      verifyToken: set.STRAVA_VERIFY_TOKEN,
      signingKey: set.STRAVA_SIGNING_KEY,
    },
    sentryDsn: set.SENTRY_DSN,
  };
}

/** What the environment says. Throws one error that names every variable that is missing or wrong. */
export function readEnv(source: Source): Env {
  const given = present(source);
  const parsed = schema.safeParse(given);
  const wrong = parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => `${String(path[0])} ${message}`);
  const problems = [...new Set([...wrong, ...conflicts(given)])];
  if (!parsed.success || problems.length > 0) {
    throw new Error(
      `The environment is not complete:\n${problems.map((problem) => `- ${problem}`).join('\n')}`,
    );
  }
  return toEnv(parsed.data);
}
