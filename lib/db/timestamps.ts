/**
 * Postgres' text for a time in RFC 3339 UTC with `Z`. It comes as `2026-11-20T14:55:50.773+00:00` or
 * `2026-11-20 14:55:50.773+00`; fractions stay as precise as they are.
 */
export function utc(text: string): string {
  if (text.endsWith('Z')) {
    return text;
  }
  const zone = text.endsWith('+00:00') ? 6 : text.endsWith('+00') ? 3 : 0;
  return zone === 0
    ? new Date(text).toISOString()
    : `${text.slice(0, 10)}T${text.slice(11, text.length - zone)}Z`;
}

/** Rewrites the named columns of a fresh row in place, and answers the row. */
export function withUtc<T extends object>(row: T, columns: readonly (keyof T)[]): T {
  for (const column of columns) {
    const value = row[column];
    if (typeof value === 'string') {
      row[column] = utc(value) as T[keyof T];
    }
  }
  return row;
}

/** The same for a row that may be missing. */
export function utcOrUndefined<T extends object>(
  row: T | null | undefined,
  columns: readonly (keyof T)[],
): T | undefined {
  return row ? withUtc(row, columns) : undefined;
}
