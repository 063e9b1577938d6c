import { randomUUID } from 'node:crypto';
import type { Query, Row } from './migrations.ts';
import { isoTime } from './parsers.ts';

/** An error in the shape of GoTrue: `{ code, error_code, msg }`. */
export class AuthError extends Error {
  override name = 'AuthError';
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export type UserInput = {
  id?: string;
  email?: string;
  password?: string;
  email_confirm?: boolean;
  user_metadata?: Record<string, unknown>;
  app_metadata?: Record<string, unknown>;
  ban_duration?: string;
};

const MINIMUM_PASSWORD_LENGTH = 10;
const UUID = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const HASH = `extensions.crypt($2, extensions.gen_salt('bf', 6))`;

/** The users of GoTrue's admin API, over the tables that lite signs users in from. */
export function createAdminUsers(query: Query) {
  async function find(where: string, params: unknown[]): Promise<Row | undefined> {
    const [row] = await query(`select * from auth.users where ${where}`, params);
    return row;
  }

  async function need(id: string): Promise<Row> {
    if (!UUID.test(id)) throw new AuthError(404, 'validation_failed', 'user_id must be an UUID');
    const row = await find('id = $1', [id]);
    if (row === undefined) throw new AuthError(404, 'user_not_found', 'User not found');
    return row;
  }

  async function response(row: Row): Promise<Row> {
    const identities = await query(
      'select * from auth.identities where user_id = $1 order by created_at',
      [row['id']],
    );
    return userResponse(row, identities);
  }

  async function setPassword(id: string, password: string): Promise<void> {
    checkPassword(password);
    await query(`update auth.users set encrypted_password = ${HASH} where id = $1`, [id, password]);
  }

  return {
    async create(input: UserInput): Promise<Row> {
      const email = checkEmail(input.email);
      if (await find('email = $1', [email])) throw emailExists();
      if (input.password !== undefined) checkPassword(input.password);
      const id = input.id ?? randomUUID();
      await query(
        `insert into auth.users
           (id, aud, role, email, email_confirmed_at, raw_app_meta_data, raw_user_meta_data)
         values ($1, 'authenticated', 'authenticated', $2, case when $3 then now() end, $4, $5)`,
        [
          id,
          email,
          input.email_confirm === true,
          JSON.stringify({ provider: 'email', providers: ['email'], ...input.app_metadata }),
          JSON.stringify({ ...input.user_metadata, email_verified: true }),
        ],
      );
      await query(
        `insert into auth.identities (id, provider, provider_id, user_id, identity_data)
         values ($1, 'email', $2, $3, $4)`,
        [
          randomUUID(),
          id,
          id,
          JSON.stringify({ sub: id, email, email_verified: false, phone_verified: false }),
        ],
      );
      if (input.password !== undefined) await setPassword(id, input.password);
      return response(await need(id));
    },

    get: async (id: string) => response(await need(id)),
    find,
    response,

    async list({ page, perPage }: { page: number; perPage: number }) {
      const [count] = await query('select count(*)::int as total from auth.users');
      const rows = await query(
        'select * from auth.users order by created_at desc, id limit $1 offset $2',
        [perPage, (page - 1) * perPage],
      );
      const users: Row[] = [];
      for (const row of rows) users.push(await response(row));
      return { users, total: Number(count?.['total'] ?? 0) };
    },

    async update(id: string, input: UserInput): Promise<Row> {
      await need(id);
      if (input.email !== undefined) {
        const email = checkEmail(input.email);
        if (await find('email = $1 and id <> $2', [email, id])) throw emailExists();
        await query('update auth.users set email = $2 where id = $1', [id, email]);
        await query(
          `update auth.identities set identity_data = identity_data || jsonb_build_object('email', $2::text)
           where user_id = $1 and provider = 'email'`,
          [id, email],
        );
      }
      if (input.password !== undefined) await setPassword(id, input.password);
      await query(
        `update auth.users set
           email_confirmed_at = case when $2 then coalesce(email_confirmed_at, now())
                                else email_confirmed_at end,
           raw_app_meta_data = jsonb_strip_nulls(coalesce(raw_app_meta_data, '{}') || $3::jsonb),
           raw_user_meta_data = jsonb_strip_nulls(coalesce(raw_user_meta_data, '{}') || $4::jsonb),
           updated_at = now()
         where id = $1`,
        [
          id,
          input.email_confirm === true,
          JSON.stringify(input.app_metadata ?? {}),
          JSON.stringify(input.user_metadata ?? {}),
        ],
      );
      return response(await need(id));
    },

    async remove(id: string): Promise<void> {
      await need(id);
      await query('delete from auth.refresh_tokens where user_id = $1', [id]);
      await query('delete from auth.users where id = $1', [id]);
    },
  };
}

function checkEmail(email: string | undefined): string {
  if (email === undefined || email === '') {
    const message = 'Cannot create a user without either an email or phone';
    throw new AuthError(400, 'validation_failed', message);
  }
  if (!EMAIL.test(email)) {
    const message = 'Unable to validate email address: invalid format';
    throw new AuthError(400, 'validation_failed', message);
  }
  return email.toLowerCase();
}

function checkPassword(password: string): void {
  if (password.length >= MINIMUM_PASSWORD_LENGTH) return;
  const message = `Password should be at least ${MINIMUM_PASSWORD_LENGTH} characters.`;
  throw new AuthError(422, 'weak_password', message);
}

function emailExists(): AuthError {
  const message = 'A user with this email address has already been registered';
  return new AuthError(422, 'email_exists', message);
}

/** GoTrue writes `2026-11-20T14:55:50.773Z`, and leaves out times that have not come. */
function time(value: unknown): string | undefined {
  return value === null || value === undefined
    ? undefined
    : new Date(isoTime(value as string)).toISOString();
}

function userResponse(row: Row, identities: readonly Row[]): Row {
  return {
    id: row['id'],
    aud: row['aud'] ?? 'authenticated',
    role: row['role'] ?? 'authenticated',
    email: row['email'] ?? '',
    email_confirmed_at: time(row['email_confirmed_at']),
    phone: row['phone'] ?? '',
    invited_at: time(row['invited_at']),
    confirmation_sent_at: time(row['confirmation_sent_at']),
    confirmed_at: time(row['confirmed_at']),
    recovery_sent_at: time(row['recovery_sent_at']),
    last_sign_in_at: time(row['last_sign_in_at']),
    app_metadata: row['raw_app_meta_data'] ?? {},
    user_metadata: row['raw_user_meta_data'] ?? {},
    identities: identities.map((identity) => ({
      identity_id: identity['id'],
      id: identity['provider_id'],
      user_id: identity['user_id'],
      identity_data: identity['identity_data'],
      provider: identity['provider'],
      last_sign_in_at: time(identity['last_sign_in_at']),
      created_at: time(identity['created_at']),
      updated_at: time(identity['updated_at']),
      email: identity['email'],
    })),
    created_at: time(row['created_at']),
    updated_at: time(row['updated_at']),
    is_anonymous: row['is_anonymous'] ?? false,
  };
}
