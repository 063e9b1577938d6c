import { importJWK, type JWK, jwtVerify, SignJWT } from 'jose';
import { LOCAL_JWT_SECRET, LOCAL_SIGNING_KEY } from './keys.ts';

export type Signing = 'HS256' | 'ES256';

type User = {
  email?: string;
  phone?: string;
  app_metadata?: Record<string, unknown>;
  user_metadata?: Record<string, unknown>;
  is_anonymous?: boolean;
};
type Method = 'password' | 'otp';

const secret = new TextEncoder().encode(LOCAL_JWT_SECRET);

/**
 * Lite signs a short token (no issuer, no metadata) with HS256 only. This gives the application
 * the token a hosted project gives, and takes it back: lite goes on seeing its own algorithm.
 */
export type TokenOffice = {
  jwks: { keys: JWK[] };
  /** Signs lite's token again with the claims of the hosted GoTrue. */
  issue(token: string, user: User, method: Method): Promise<string>;
  /** The HS256 twin of an ES256 token; anything else comes back as it is. */
  admit(token: string): Promise<string>;
  /** The claims of a valid token, or `undefined`. */
  claims(token: string): Promise<Record<string, unknown> | undefined>;
};

export async function createTokenOffice(
  issuer: () => string,
  signing: Signing,
): Promise<TokenOffice> {
  const { d, ...publicKey } = LOCAL_SIGNING_KEY;
  const privateKey = await importJWK({ ...publicKey, d }, 'ES256');
  const verificationKey = await importJWK(publicKey, 'ES256');
  /** How each session signed in, for `amr` in refreshed tokens. Forgotten with the process. */
  const methods = new Map<string, { method: Method; timestamp: number }>();

  async function sign(claims: Record<string, unknown>, algorithm: Signing): Promise<string> {
    const es256 = algorithm === 'ES256';
    return new SignJWT(claims)
      .setProtectedHeader(
        es256
          ? { alg: 'ES256', kid: LOCAL_SIGNING_KEY.kid, typ: 'JWT' }
          : { alg: 'HS256', typ: 'JWT' },
      )
      .sign(es256 ? privateKey : secret);
  }

  return {
    jwks: { keys: signing === 'ES256' ? [{ ...publicKey, key_ops: ['verify'], ext: true }] : [] },
    async issue(token, user, method) {
      const { payload } = await jwtVerify(token, secret);
      const session = String(payload['session_id']);
      const known = methods.get(session) ?? { method, timestamp: payload.iat ?? 0 };
      methods.set(session, known);
      const claims = {
        iss: `${issuer()}/auth/v1`,
        ...payload,
        email: user.email ?? '',
        phone: user.phone ?? '',
        app_metadata: user.app_metadata ?? {},
        user_metadata: user.user_metadata ?? {},
        aal: 'aal1',
        amr: [known],
        is_anonymous: user.is_anonymous ?? false,
      };
      return sign(claims, signing);
    },
    async admit(token) {
      if (signing === 'HS256') return token;
      try {
        const { payload } = await jwtVerify(token, verificationKey, { algorithms: ['ES256'] });
        return await sign(payload, 'HS256');
      } catch {
        return token; // Not ours or expired: lite says what is wrong with it.
      }
    },
    async claims(token) {
      const es256 = signing === 'ES256';
      try {
        const { payload } = es256
          ? await jwtVerify(token, verificationKey, { algorithms: ['ES256'] })
          : await jwtVerify(token, secret, { algorithms: ['HS256'] });
        return payload;
      } catch {
        return undefined; // Whoever asks treats an invalid token as no token.
      }
    },
  };
}
