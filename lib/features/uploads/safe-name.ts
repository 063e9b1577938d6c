const LONGEST_NAME = 255;
const LONGEST_KEY = 100;

/** The last part of a path as it was sent, for showing: no folders, nothing invisible, never empty. */
export function shownName(filename: string): string {
  const last = filename.toWellFormed().split(/[\\/]/).at(-1) ?? '';
  const printable = last.replaceAll(/[\p{Cc}\p{Cf}]/gu, '').trim();
  return Array.from(printable).slice(0, LONGEST_NAME).join('') || 'file';
}

/** The same as the last part of a storage path: letters, digits, `-`, `_` and dots that are not first. */
export function safeKey(filename: string): string {
  const plain = shownName(filename)
    .normalize('NFKD')
    .replaceAll(/[^\w.-]+/g, '_');
  return plain.replace(/^\.+/, '').slice(-LONGEST_KEY).replace(/^\.+/, '') || 'file';
}
