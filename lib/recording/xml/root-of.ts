/** Before the root there is a page at most. */
const MOST = 65_536;

/**
 * The local name of the element that an XML text begins with, or that its DOCTYPE names. `undefined`: it does not
 * begin like XML.
 */
export function rootOf(text: string): string | undefined {
  const head = text.slice(0, MOST).trimStart();
  if (!head.startsWith('<')) {
    return undefined;
  }
  for (let at = 0; at !== -1; at = head.indexOf('<', at + 1)) {
    if (head.startsWith('<!--', at)) {
      at = endOf(head, '-->', at);
    } else if (head.startsWith('<?', at)) {
      at = endOf(head, '?>', at);
    } else {
      const name = /^<(?:!doctype\s+)?([\w.-]+:)?([\w.-]+)/i.exec(head.slice(at, at + 200))?.[2];
      if (name !== undefined) {
        return name;
      }
    }
  }
  return 'nothing';
}

function endOf(head: string, mark: string, at: number): number {
  const end = head.indexOf(mark, at);
  return end === -1 ? head.length : end;
}
