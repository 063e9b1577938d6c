/** An integer of 16 digits or more that is a value of its own, not the digits behind a decimal point. */
const LONG_INTEGER = /[:,[]\s*-?\d{16,}\s*[,}\]]/;

/**
 * JSON with integers beyond 2^53 as their digits in text: Strava's ids are 64 bits wide, and a rounded id is
 * another activity's. Everything else is as `JSON.parse` gives it. The slower way is taken only by texts
 * that hold such an integer, so streams are not slowed down. Throws SyntaxError.
 */
export function parseJson(text: string): unknown {
  return LONG_INTEGER.test(text) ? JSON.parse(text, keepLongIntegers) : JSON.parse(text);
}

function keepLongIntegers(_key: string, value: unknown, context?: { source?: string }): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) {
    return value;
  }
  const source = context?.source;
  return source !== undefined && /^-?\d+$/.test(source) ? source : value;
}
