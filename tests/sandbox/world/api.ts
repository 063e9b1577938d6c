/** An answer of Fettle's, with its body read. */
export interface Answer<T = unknown> {
  status: number;
  headers: Headers;
  body: T;
}

interface Call {
  token?: string | undefined;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Calls Fettle over HTTP as an app would. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller says what it expects
export type Api = <T = unknown>(method: string, path: string, call?: Call) => Promise<Answer<T>>;

const DEADLINE_MS = 60_000;

/** A client of the API below `siteUrl`/api/v1; redirects are answers, not followed. */
export function createApi(siteUrl: string): Api {
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- as Api says
  return async <T>(method: string, path: string, call: Call = {}) => {
    const response = await fetch(`${siteUrl}/api/v1${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(call.token === undefined ? {} : { Authorization: `Bearer ${call.token}` }),
        ...(call.body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...call.headers,
      },
      ...(call.body === undefined
        ? {}
        : { body: typeof call.body === 'string' ? call.body : JSON.stringify(call.body) }),
      signal: AbortSignal.timeout(DEADLINE_MS),
    });
    const text = await response.text();
    const isJson = /\bjson\b/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      body: (isJson && text !== '' ? JSON.parse(text) : text) as T,
    };
  };
}

/** The body of an answer that has to have this status; else an error that shows what came. */
export function expectStatus<T>(answer: Answer<T>, ...statuses: number[]): T {
  if (!statuses.includes(answer.status)) {
    throw new Error(
      `Expected ${statuses.join(' or ')}, got ${answer.status}: ${JSON.stringify(answer.body)}`,
    );
  }
  return answer.body;
}
