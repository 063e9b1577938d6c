/**
 * The local stack's fixed credentials. They open nothing but a database on this machine, so they
 * are constants in the tree: every developer, test and script agrees on them.
 */
export const LOCAL_PUBLISHABLE_KEY = 'sb_publishable_local_development_only';
export const LOCAL_SECRET_KEY = 'sb_secret_local_development_only';
/** HS256 secret; at least 32 bytes, as GoTrue demands. */
export const LOCAL_JWT_SECRET = 'local-development-only-jwt-secret-at-least-32-bytes';

/** ES256 signing key of the local stack, for the option `signing: 'ES256'`. */
export const LOCAL_SIGNING_KEY = {
  kty: 'EC',
  crv: 'P-256',
  alg: 'ES256',
  use: 'sig',
  kid: 'local-development-only',
  x: 'KlBLAKBHhgbpbTF44hOS4IB5zjfm9wpxw84gAzlP1dA',
  y: 'pOC0s_cTJoc1Sm3IpVf5iZLHkemkXHqhyFA0Z7fOvao',
  d: 'wSaUtU3z8QHcLXFPaDcThS5eNBhrxr1_F_3XYXj8cEI',
} as const;
