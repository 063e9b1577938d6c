/** Access tokens as Supabase writes them, and every wrong one a test can think of. */
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';

export const SUPABASE_URL = 'https://project.supabase.co';
export const NOW = new Date('2026-11-20T12:00:00Z');
export const NOW_S = NOW.getTime() / 1000;
export const ATHLETE = 'a0000000-0000-4000-8000-00000000000a';

export const CLAIMS: JWTPayload = {
  iss: `${SUPABASE_URL}/auth/v1`,
  aud: 'authenticated',
  sub: ATHLETE,
  role: 'authenticated',
  email: 'runner@example.org',
  iat: NOW_S,
  exp: NOW_S + 3600,
  session_id: 'c0000000-0000-4000-8000-00000000000c',
};

export async function createSigner(alg: 'ES256' | 'RS256', kid: string) {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return {
    publicKey,
    jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' },
    sign: (claims: JWTPayload = CLAIMS, header: Record<string, unknown> = {}) =>
      new SignJWT(claims).setProtectedHeader({ alg, kid, typ: 'JWT', ...header }).sign(privateKey),
  };
}

export function signHs256(secret: string | Uint8Array, claims: JWTPayload = CLAIMS, header = {}) {
  const key = typeof secret === 'string' ? new TextEncoder().encode(secret) : secret;
  return new SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'JWT', ...header }).sign(key);
}

export const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
