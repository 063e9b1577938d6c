/**
 * Logs: one JSON line per event. Secrets, tokens, e-mail addresses, positions and message texts never get
 * in: fields whose name is on the list are dropped whole, and texts are scrubbed of what looks like one.
 */
export type LogFields = Record<string, unknown>;

export interface Log {
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  /** The same log with fields added to every line. */
  with(fields: LogFields): Log;
}

const SECRET_FIELD =
  /token|secret|password|passwd|authorization|cookie|api_?key|^code$|verifier|challenge|sealed|latlng|^lat|^lng|polyline|position|email|^message$|^body$|^notes$/i;

const SCRUB: [RegExp, string][] = [
  [/\b[\w-]{8,}\.[\w-]{8,}\.[\w-]{8,}\b/g, '[token]'],
  [/\bsb_(?:secret|publishable)_[\w-]+/g, '[key]'],
  [/[\w.+%-]+@[\w-]+(?:\.[\w-]+)+/g, '[email]'],
  [/\b(Bearer|Basic)\s+[^\s"',]+/gi, '$1 [token]'],
  [
    /([?&](?:code|state|access_token|refresh_token|token|client_secret|code_verifier)=)[^&\s"]+/gi,
    '$1[redacted]',
  ],
  [/(\/webhooks\/strava\/)[^/?\s"]+/g, '$1[secret]'],
  [/\b[0-9a-f]{40,}\b/gi, '[hex]'],
];

const MAX_TEXT = 2_000;

/** `text` without what looks like a token, key, e-mail address or secret path, cut at 2,000 characters. */
export function scrub(text: string): string {
  let out = text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}…` : text;
  for (const [pattern, replacement] of SCRUB) {
    out = out.replace(pattern, replacement);
  }
  return out;
}

function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') {
    return scrub(value);
  }
  if (value instanceof Error) {
    return {
      name: value.name,
      message: scrub(value.message),
      stack: scrub(value.stack ?? ''),
      ...(value.cause === undefined || depth > 3 ? {} : { cause: redact(value.cause, depth + 1) }),
    };
  }
  if (value === null || typeof value !== 'object') {
    return typeof value === 'bigint' ? value.toString() : value;
  }
  if (depth > 4) {
    return '[deep]';
  }
  if (Array.isArray(value)) {
    return value.slice(0, 20).map((item) => redact(item, depth + 1));
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !SECRET_FIELD.test(key))
      .map(([key, item]) => [key, redact(item, depth + 1)]),
  );
}

/** A log that writes lines through `write`; `now` stamps them. */
export function createLog(options: {
  write: (line: string) => void;
  now: () => Date;
  fields?: LogFields;
}): Log {
  const emit = (level: string, event: string, fields: LogFields | undefined) => {
    const line = redact({ ...options.fields, ...fields }) as LogFields;
    options.write(JSON.stringify({ at: options.now().toISOString(), level, event, ...line }));
  };
  return {
    info: (event, fields) => emit('info', event, fields),
    warn: (event, fields) => emit('warn', event, fields),
    error: (event, fields) => emit('error', event, fields),
    with: (fields) => createLog({ ...options, fields: { ...options.fields, ...fields } }),
  };
}
