const DECIMAL = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i;

/** A finite decimal number; `undefined`: anything else, such as an empty text, hex or a unit behind it. */
export function parseNumber(text: string | undefined): number | undefined {
  if (text === undefined || text.length > 64 || !DECIMAL.test(text)) {
    return undefined;
  }
  const number = Number(text);
  return Number.isFinite(number) ? number : undefined;
}
