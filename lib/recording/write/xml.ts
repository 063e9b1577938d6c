/** Not allowed in XML 1.0, even escaped: control characters, halves of surrogate pairs and non-characters. */
const FORBIDDEN =
  // oxlint-disable-next-line no-control-regex -- they are what must not be written
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
  // a reader would turn it into a line feed
  '\r': '&#13;',
};

/** Text for an element or an attribute, without the characters that XML cannot hold. */
export function xmlText(text: string): string {
  return text.replace(FORBIDDEN, '').replace(/[&<>"'\r]/g, (c) => ENTITIES[c] ?? '');
}

/** An element of text, or nothing where there is none. */
export function textElement(name: string, text: string | undefined): string {
  return text === undefined ? '' : `<${name}>${xmlText(text)}</${name}>`;
}

/**
 * A decimal without an exponent and without closing zeros, of at most `decimals` places; an element of it, or
 * nothing where it is missing.
 */
export function numberElement(
  name: string,
  value: number | null | undefined,
  decimals: number,
): string {
  return value === null || value === undefined
    ? ''
    : `<${name}>${decimal(value, decimals)}</${name}>`;
}

export function decimal(value: number, decimals: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) {
    return String(value);
  }
  const text = value.toFixed(decimals);
  return decimals === 0 ? text : text.replace(/\.?0+$/, '').replace(/^-0$/, '0');
}
