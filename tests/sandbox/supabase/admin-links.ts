import { createHash, randomInt, randomUUID } from 'node:crypto';
import { AuthError, type createAdminUsers } from './admin-users.ts';
import type { Query, Row } from './migrations.ts';

export type LinkInput = {
  type?: string;
  email?: string;
  password?: string;
  data?: Record<string, unknown>;
  redirect_to?: string;
};

const OTP_DIGITS = 6;
/** Where lite looks a token of this type up. */
const TOKEN_COLUMN = {
  magiclink: 'recovery',
  recovery: 'recovery',
  signup: 'confirmation',
  invite: 'confirmation',
} as const;

function isLinkType(type: string): type is keyof typeof TOKEN_COLUMN {
  return Object.hasOwn(TOKEN_COLUMN, type);
}

/** GoTrue's `generate_link`: makes a one-time token and tells it instead of mailing it. */
export async function generateLink(
  { query, users, url }: { query: Query; users: ReturnType<typeof createAdminUsers>; url: string },
  input: LinkInput,
): Promise<Row> {
  const { type = '', email: address = '' } = input;
  if (!isLinkType(type)) {
    throw new AuthError(
      400,
      'validation_failed',
      `Invalid email action link type requested: ${type}`,
    );
  }
  const email = address.toLowerCase();
  let verificationType: keyof typeof TOKEN_COLUMN = type;
  let user = await users.find('email = $1', [email]);
  if (user === undefined) {
    if (type === 'recovery') {
      throw new AuthError(404, 'user_not_found', 'User with this email not found');
    }
    // As GoTrue does: a magic link for a stranger is a sign-up link.
    if (type === 'magiclink') verificationType = 'signup';
    const password = input.password ?? randomUUID();
    await users.create({ email, password, user_metadata: input.data ?? {} });
    user = await users.find('email = $1', [email]);
  } else if (type === 'signup' || type === 'invite') {
    const message = 'A user with this email address has already been registered';
    throw new AuthError(422, 'email_exists', message);
  }
  if (user === undefined) throw new Error(`user ${email} vanished while a link was made`);

  const otp = String(randomInt(10 ** OTP_DIGITS)).padStart(OTP_DIGITS, '0');
  // Lite's hash of e-mail and code, so that its own verify route knows the token.
  const hashedToken = createHash('sha256').update(`${email}${otp}`).digest('hex');
  const column = TOKEN_COLUMN[verificationType];
  await query(
    `update auth.users set ${column}_token = $2, ${column}_sent_at = now() where id = $1`,
    [user['id'], hashedToken],
  );
  const redirectTo = input.redirect_to ?? url;
  const link = new URL(`${url}/auth/v1/verify`);
  link.searchParams.set('token', hashedToken);
  link.searchParams.set('type', verificationType);
  link.searchParams.set('redirect_to', redirectTo);
  return {
    ...(await users.get(String(user['id']))),
    action_link: link.href,
    email_otp: otp,
    hashed_token: hashedToken,
    verification_type: verificationType,
    redirect_to: redirectTo,
  };
}
