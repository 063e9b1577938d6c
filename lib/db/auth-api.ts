import * as z from 'zod';
import type { Json } from '../core/ports/rows.ts';
import type { SupabaseOptions } from './client.ts';

/** A refusal of the sign-in service. Its message never holds what was sent or answered. */
export class AuthRefusal extends Error {
  override readonly name = 'AuthRefusal';
  readonly status: number;
  /** As in Supabase's list of auth error codes; `unknown` where there was none. */
  readonly code: string;
  /** The service's own words, which may quote an e-mail address: for telling cases apart only. */
  readonly words: string;
  readonly retryAfterS: number | undefined;

  constructor(
    request: string,
    answer: { status: number; code: string; words: string; retryAfterS: number | undefined },
  ) {
    super(`Supabase Auth answered ${answer.status} ${answer.code} to ${request}.`);
    this.status = answer.status;
    this.code = answer.code;
    this.words = answer.words;
    this.retryAfterS = answer.retryAfterS;
  }
}

export interface AuthRequest<T> {
  method: 'GET' | 'POST' | 'DELETE';
  /** Below `/auth/v1`, with its query. */
  path: string;
  /** Whose rights: any app's, the backend's, or the athlete's whose token this is. */
  as: 'app' | 'backend' | { accessToken: string };
  body?: Json;
  answer: z.ZodType<T>;
}

export type AuthApi = <T>(request: AuthRequest<T>) => Promise<T>;

const Refusal = z.object({
  code: z.union([z.string(), z.number()]).optional(),
  error_code: z.string().optional(),
  msg: z.string().optional(),
  message: z.string().optional(),
});

/**
 * One call to Supabase Auth. Not by its JavaScript client, which is made for one person's browser: it keeps
 * a session, answers two refreshes at a time with the first one's session, tries for up to 30 s, drops
 * `Retry-After`, and weighs 400 kB.
 */
export function createAuthApi(options: SupabaseOptions): AuthApi {
  const { url, publishableKey, secretKey, fetch } = options;
  return async ({ method, path, as, body, answer }) => {
    const key = as === 'backend' ? secretKey : publishableKey;
    const response = await fetch(`${url}/auth/v1/${path}`, {
      method,
      headers: {
        apikey: key,
        authorization: `Bearer ${typeof as === 'object' ? as.accessToken : key}`,
        'content-type': 'application/json',
        // From this version on errors carry a code.
        'x-supabase-api-version': '2024-01-01',
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) {
      throw refusalOf(`${method} ${path.replace(/[?/].*/, '')}`, response, text);
    }
    return answer.parse(text === '' ? undefined : JSON.parse(text));
  };
}

function refusalOf(request: string, response: Response, text: string): AuthRefusal {
  const { data } = Refusal.safeParse(jsonOf(text));
  const retryAfterS = Number(response.headers.get('retry-after') ?? Number.NaN);
  return new AuthRefusal(request, {
    status: response.status,
    code: data?.error_code ?? (typeof data?.code === 'string' ? data.code : 'unknown'),
    words: data?.msg ?? data?.message ?? '',
    retryAfterS: Number.isFinite(retryAfterS) ? retryAfterS : undefined,
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // A gateway's HTML page says no more than the status does.
  }
}
