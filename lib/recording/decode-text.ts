import type { FileWarning } from './recording.ts';

const BOMS: [encoding: string, ...bytes: number[]][] = [
  ['utf-8', 0xef, 0xbb, 0xbf],
  ['utf-16le', 0xff, 0xfe],
  ['utf-16be', 0xfe, 0xff],
];

/**
 * The text of a file, without its byte order mark. Its bytes decide on the encoding, not what it declares: by the
 * mark, by the zeros of UTF-16, by being valid UTF-8. Only what is none of these is taken as declared, or else
 * as Windows-1252, with a warning. A character cut off at the end is left out.
 */
export function decodeText(bytes: Uint8Array): { text: string; warnings: FileWarning[] } {
  const marked = BOMS.find(([, ...mark]) => mark.every((byte, at) => bytes[at] === byte))?.[0];
  const encoding = marked ?? unmarkedUtf16(bytes);
  if (encoding !== undefined && encoding !== 'utf-8') {
    return { text: new TextDecoder(encoding).decode(bytes, { stream: true }), warnings: [] };
  }
  try {
    const utf8 = new TextDecoder('utf-8', { fatal: true });
    return { text: utf8.decode(bytes, { stream: true }), warnings: [] };
  } catch {
    // not UTF-8, which is what is being asked here
    const decoder = declaredDecoder(bytes);
    return {
      text: decoder.decode(bytes),
      warnings: [
        {
          code: 'encoding_guessed',
          detail: `The file is not valid UTF-8 and was read as ${decoder.encoding}; letters in names may be wrong.`,
        },
      ],
    };
  }
}

function unmarkedUtf16(bytes: Uint8Array): string | undefined {
  const [first, second, third, fourth] = bytes;
  if (first === 0 && third === 0 && second && fourth) {
    return 'utf-16be';
  }
  return second === 0 && fourth === 0 && first && third ? 'utf-16le' : undefined;
}

/** Of single bytes only: UTF-8 and UTF-16 are ruled out by now. */
function declaredDecoder(bytes: Uint8Array): TextDecoder {
  const head = new TextDecoder('windows-1252').decode(bytes.subarray(0, 200));
  const declared = /^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]{1,40})["']/.exec(head)?.[1] ?? '';
  if (!/^(utf|ucs|iso-10646)/i.test(declared)) {
    try {
      return new TextDecoder(declared);
    } catch {
      // an encoding nobody knows, or none
    }
  }
  return new TextDecoder('windows-1252');
}
