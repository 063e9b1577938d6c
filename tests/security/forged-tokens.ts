import { decodeJwt, type JWTPayload } from 'jose';
import { encode, signHs256 } from '../auth/tokens.ts';
import {
  LOCAL_JWT_SECRET,
  LOCAL_PUBLISHABLE_KEY,
  LOCAL_SECRET_KEY,
} from '../sandbox/supabase/keys.ts';

export interface ForgedToken {
  case: string;
  /** The whole Authorization header. */
  authorization: string;
}

/** Everything that is no access token, made from one that is. `victimId` is whom the forger wants to be. */
export async function forgedTokens(input: {
  token: string;
  refreshToken: string;
  victimId: string;
}): Promise<ForgedToken[]> {
  const { token, refreshToken, victimId } = input;
  const claims = decodeJwt(token);
  const nowS = Math.floor(Date.now() / 1000);
  const [header = '', payload = '', signature = ''] = token.split('.');
  const asVictim = encode({ ...claims, sub: victimId });
  const sign = (changes: JWTPayload, secret = LOCAL_JWT_SECRET) =>
    signHs256(secret, { ...claims, ...changes });
  const without = async (name: string) => {
    const { [name]: _dropped, ...rest } = claims;
    return signHs256(LOCAL_JWT_SECRET, rest);
  };
  const none = (alg: string) => `${encode({ alg, typ: 'JWT' })}.${asVictim}.`;
  const tokens: Record<string, string> = {
    empty: '',
    'a word': 'null',
    'three words': 'a.b.c',
    'braces for parts': `${encode({})}.${encode({})}.${encode({})}`,
    'another athlete’s id under this signature': `${header}.${asVictim}.${signature}`,
    'a changed signature': `${header}.${payload}.${signature.slice(0, -4)}AAAA`,
    'no signature': `${header}.${payload}.`,
    'algorithm none': none('none'),
    'algorithm NoNe': none('NoNe'),
    'another secret': await sign({ sub: victimId }, 'another-secret-of-at-least-32-bytes!!'),
    'an empty secret’s twin': await sign({ sub: victimId }, ' '.repeat(32)),
    'the publishable key as secret': await sign(
      { sub: victimId },
      LOCAL_PUBLISHABLE_KEY.padEnd(32),
    ),
    expired: await sign({ exp: nowS - 60, iat: nowS - 3660 }),
    'not valid yet': await sign({ nbf: nowS + 3600 }),
    'without an end': await without('exp'),
    'without a subject': await without('sub'),
    'without a role': await without('role'),
    'another issuer': await sign({ iss: 'https://evil.example/auth/v1' }),
    'another audience': await sign({ aud: 'anon' }),
    'the role anon': await sign({ role: 'anon' }),
    'the role service_role': await sign({ role: 'service_role' }),
    'a subject that is no UUID': await sign({ sub: "' or 1=1 --" }),
    'the publishable key': LOCAL_PUBLISHABLE_KEY,
    'the secret key': LOCAL_SECRET_KEY,
    'a refresh token': refreshToken,
    'two tokens': `${token} ${token}`,
    'a token and more': `${token}x`,
    'a long text': 'a'.repeat(100_000),
  };
  return [
    ...Object.entries(tokens).map(([name, text]) => ({
      case: name,
      authorization: `Bearer ${text}`,
    })),
    { case: 'no scheme', authorization: token },
    { case: 'Basic', authorization: `Basic ${Buffer.from(`x:${token}`).toString('base64')}` },
    { case: 'another scheme', authorization: `Token ${token}` },
    { case: 'the scheme twice', authorization: `Bearer Bearer ${token}` },
    { case: 'a comma', authorization: `Bearer ${token}, Bearer ${token}` },
  ];
}
