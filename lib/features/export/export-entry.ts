/** A file of an export, before it is packed. */
export interface ExportEntry {
  path: string;
  content: Uint8Array;
}

/** Readable, line by line. */
export function jsonEntry(path: string, value: unknown): ExportEntry {
  return textEntry(path, `${JSON.stringify(value, null, 1)}\n`);
}

export function textEntry(path: string, text: string): ExportEntry {
  return { path, content: new TextEncoder().encode(text) };
}
