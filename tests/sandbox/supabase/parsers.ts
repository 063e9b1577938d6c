/**
 * Postgres text to the JSON values that hosted PostgREST answers, by type oid. Lite's defaults
 * differ for times (`2026-11-20 14:55:50+00`), numerics with trailing zeros (strings) and bytea.
 */
export const PARSERS: Record<number, (text: string) => unknown> = {
  17: (text) => text,
  1114: (text) => text.replace(' ', 'T'),
  1184: isoTime,
  1700: numberOrText,
};

/**
 * The other way: PostgREST takes bytea as `\x…` text, PGlite would take bytes only; and lite hands
 * some JSON over as text already, which the drivers must not quote again.
 */
export const SERIALIZERS: Record<number, (value: unknown) => string> = {
  114: jsonText,
  3802: jsonText,
  17: (value) =>
    value instanceof Uint8Array ? `\\x${Buffer.from(value).toString('hex')}` : String(value),
};

/** `2026-11-20 14:55:50.773+00` to `2026-11-20T14:55:50.773+00:00`. */
export function isoTime(text: string): string {
  return text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00');
}

/** NaN and infinities are strings in JSON, as in Postgres' own `to_json`. */
function numberOrText(text: string): number | string {
  const value = Number(text);
  return Number.isFinite(value) ? value : text;
}

/** A string that reads as JSON is taken for JSON: lite does not tell the two apart. */
function jsonText(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value);
  try {
    JSON.parse(value);
    return value;
  } catch {
    return JSON.stringify(value);
  }
}
