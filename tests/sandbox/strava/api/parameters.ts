import type { Context } from 'hono';

/**
 * The parameters of a request, from the query and from a JSON or form body, the body going first:
 * Strava takes either. Values that are not text are written as text, files left out.
 */
export async function parametersOf(c: Context): Promise<Record<string, string>> {
  const parameters: Record<string, string> = { ...c.req.query() };
  const type = c.req.header('content-type') ?? '';
  if (type.includes('json')) {
    const body: unknown = await c.req.json().catch(() => undefined);
    if (typeof body === 'object' && body !== null) {
      for (const [name, value] of Object.entries(body)) {
        if (value !== undefined && value !== null) parameters[name] = String(value);
      }
    }
  } else if (type.includes('form')) {
    for (const [name, value] of (await c.req.formData()).entries()) {
      if (typeof value === 'string') parameters[name] = value;
    }
  }
  return parameters;
}

/** Whether a parameter means yes: forms say `1`, JSON says `true`. */
export function isYes(value: string | undefined): boolean {
  return value === '1' || value === 'true';
}
