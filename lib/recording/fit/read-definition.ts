import { KEPT_FIELDS, MESSAGE, TIMESTAMP_FIELD } from './kept-fields.ts';

/** What a definition message says of the data messages that follow it, and what is kept of them. */
export interface Definition {
  /** The definition message as it stands in the file. */
  raw: Uint8Array;
  /** Global message number. */
  message: number;
  littleEndian: boolean;
  /** Of a data message, without its header. */
  sizeBytes: number;
  /** Bytes of the first field where it is the timestamp, which a compressed header leaves out, or 0. */
  leadBytes: number;
  /** Where the timestamp is in a data message; `undefined`: it has none that can be read. */
  timestampAt: number | undefined;
  /** What to copy of a data message: from, to, from, to, … */
  spans: number[];
  /** The definition message of what is kept; `undefined`: nothing is. */
  kept: Uint8Array | undefined;
  /** Whether that has the time in front, as of all but records, whose times are kept apart. */
  isStamped: boolean;
  /** How many values that is, about. */
  cost: number;
  /** Where the kept fields of the profile are in a data message, by their number. */
  offsets: Map<number, number>;
}

const FIXED_BYTES = 6;
const UINT32 = 0x86;

/**
 * The definition message at `at`, or `undefined` where it runs over `end`. Fields of no size and repeated ones
 * are left out of what is kept, as are all that nobody reads; developer fields are kept of records only. The time
 * is kept apart, since a compressed header may tell it instead of a field.
 */
export function readDefinition(
  bytes: Uint8Array,
  { at, end }: { at: number; end: number },
): Definition | undefined {
  const header = bytes[at] ?? 0;
  const fieldCount = bytes[at + 5] ?? 0;
  const developerAt = at + FIXED_BYTES + 3 * fieldCount;
  const isExtended = (header & 0x20) !== 0;
  if (at + FIXED_BYTES > end || developerAt + Number(isExtended) > end) {
    return undefined;
  }
  const developerCount = isExtended ? (bytes[developerAt] ?? 0) : 0;
  const next = developerAt + (isExtended ? 1 + 3 * developerCount : 0);
  if (next > end) {
    return undefined;
  }
  const littleEndian = bytes[at + 2] === 0;
  const [first = 0, second = 0] = [bytes[at + 3], bytes[at + 4]];
  const message = littleEndian ? first | (second << 8) : (first << 8) | second;
  const wanted = KEPT_FIELDS.get(message);
  const fields: number[] = [];
  const developerFields: number[] = [];
  const spans: number[] = [];
  const offsets = new Map<number, number>();
  let sizeBytes = 0;
  let cost = 0;
  let leadBytes = 0;
  let timestampAt: number | undefined;
  const keep = (field: number, into: number[], size: number) => {
    into.push(bytes[field] ?? 0, size, bytes[field + 2] ?? 0);
    cost += Math.max(1, size / 4);
    if (spans.at(-1) === sizeBytes) {
      spans[spans.length - 1] = sizeBytes + size;
    } else {
      spans.push(sizeBytes, sizeBytes + size);
    }
  };
  for (let field = at + FIXED_BYTES; field < developerAt; field += 3) {
    const number = bytes[field] ?? 0;
    const size = bytes[field + 1] ?? 0;
    const isTimestamp = number === TIMESTAMP_FIELD;
    if (isTimestamp && field === at + FIXED_BYTES) {
      leadBytes = size;
    }
    if (isTimestamp ? bytes[field + 2] === UINT32 && size === 4 : size > 0) {
      if (isTimestamp && timestampAt === undefined) {
        timestampAt = sizeBytes;
      }
      if (wanted?.has(number) && !offsets.has(number)) {
        offsets.set(number, sizeBytes);
        keep(field, fields, size);
      }
    }
    sizeBytes += size;
  }
  const developerKeys = new Set<number>();
  for (let field = developerAt + 1; field < next; field += 3) {
    const size = bytes[field + 1] ?? 0;
    const key = (bytes[field + 2] ?? 0) * 256 + (bytes[field] ?? 0);
    if (message === MESSAGE.record && size > 0 && !developerKeys.has(key)) {
      developerKeys.add(key);
      // the parser takes longer for them
      cost += 1;
      keep(field, developerFields, size);
    }
    sizeBytes += size;
  }
  const isStamped = message !== MESSAGE.record;
  const allFields = isStamped ? [TIMESTAMP_FIELD, 4, UINT32, ...fields] : fields;
  const hasDeveloper = developerFields.length > 0;
  return {
    raw: bytes.subarray(at, next),
    message,
    littleEndian,
    sizeBytes,
    leadBytes,
    timestampAt,
    spans,
    // one of which only the time is read still tells that
    kept: wanted
      ? Uint8Array.of(
          (hasDeveloper ? 0x60 : 0x40) | (header & 15),
          0,
          littleEndian ? 0 : 1,
          first,
          second,
          allFields.length / 3,
          ...allFields,
          ...(hasDeveloper ? [developerFields.length / 3, ...developerFields] : []),
        )
      : undefined,
    isStamped,
    cost,
    offsets,
  };
}
