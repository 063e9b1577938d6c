import { checksum } from '../fit/checksum.ts';
import {
  FIT_MESSAGES,
  FIT_TYPES,
  type FitField,
  type FitFieldName,
  type FitMessage,
  type FitType,
} from './fit-messages.ts';

/** In the field's own unit; what is missing, not finite or out of the type's range is written as invalid. */
type FitValue = number | string | readonly number[] | null | undefined;

type FitValues<M extends FitMessage> = { [F in FitFieldName<M>]?: FitValue };

/** A field that a `field_description` before it defines. */
export interface DeveloperColumn {
  number: number;
  developerIndex: number;
  type: FitType;
}

export interface FitEncoder {
  /** One message with the fields that are not `undefined`. */
  write: <M extends FitMessage>(message: M, values: FitValues<M>) => void;
  /** For many messages of numbers alike: answers what writes one, its values in the order of the fields given. */
  table: <M extends FitMessage>(
    message: M,
    fields: readonly FitFieldName<M>[],
    developerFields: readonly DeveloperColumn[],
  ) => (values: readonly (number | null | undefined)[]) => void;
  /** The file, with its header and checksums. */
  finish: () => Uint8Array;
}

/**
 * Encodes FIT messages, little-endian, a local number to each kind of message, so that a definition is repeated
 * only where the fields change. Source: Garmin, FIT protocol, version 2.
 */
export function createFitEncoder(): FitEncoder {
  const out = createBuffer();
  const defined = new Map<FitMessage, { local: number; signature: string }>();

  function define(
    message: FitMessage,
    fields: readonly { field: FitField; bytes: number }[],
    developerFields: readonly DeveloperColumn[] = [],
  ): number {
    const rows = fields.map(({ field, bytes }) => [
      field.number,
      bytes,
      FIT_TYPES[field.type].code,
    ]);
    const developerRows = developerFields.map(({ number, type, developerIndex }) => [
      number,
      FIT_TYPES[type].size,
      developerIndex,
    ]);
    const signature = [...rows, ...developerRows].join(';');
    const before = defined.get(message);
    const local = before?.local ?? defined.size;
    if (before?.signature !== signature) {
      defined.set(message, { local, signature });
      const hasDeveloper = developerRows.length > 0;
      out.put('uint8', DEFINITION | (hasDeveloper ? DEVELOPER_DATA : 0) | local);
      // reserved, and the order of bytes
      out.put('uint16', 0);
      out.put('uint16', FIT_MESSAGES[message].number);
      for (const part of hasDeveloper ? [rows, developerRows] : [rows]) {
        out.put('uint8', part.length);
        for (const byte of part.flat()) {
          out.put('uint8', byte);
        }
      }
    }
    return local;
  }

  return {
    write(message, values) {
      const table: Record<string, FitField> = FIT_MESSAGES[message].fields;
      const cells = Object.entries<FitValue>(values).flatMap(([name, value]) => {
        const field = table[name];
        if (field === undefined || value === undefined) {
          return [];
        }
        const items = typeof value === 'string' ? utf8(value) : [value].flat();
        return [{ field, items, bytes: items.length * FIT_TYPES[field.type].size }];
      });
      out.put('uint8', define(message, cells));
      for (const { field, items } of cells) {
        for (const item of items) {
          out.put(field.type, scaled(field, item));
        }
      }
    },
    table(message, names, developerFields) {
      const all: Record<string, FitField> = FIT_MESSAGES[message].fields;
      const fields = names.flatMap((name) => all[name] ?? []);
      const columns: FitField[] = [
        ...fields,
        ...developerFields.map(({ number, type }) => ({ number, type, scale: 1, offset: 0 })),
      ];
      const sized = fields.map((field) => ({ field, bytes: FIT_TYPES[field.type].size }));
      const local = define(message, sized, developerFields);
      return (values) => {
        out.put('uint8', local);
        for (const [index, field] of columns.entries()) {
          out.put(field.type, scaled(field, values[index]));
        }
      };
    },
    finish() {
      const file = out.finish();
      const view = new DataView(file.buffer);
      view.setUint8(0, HEADER_BYTES);
      view.setUint8(1, PROTOCOL_VERSION);
      view.setUint16(2, PROFILE_VERSION, true);
      view.setUint32(4, file.length - HEADER_BYTES - CRC_BYTES, true);
      file.set(new TextEncoder().encode('.FIT'), 8);
      view.setUint16(12, checksum(file, 0, 12), true);
      const end = file.length - CRC_BYTES;
      view.setUint16(end, checksum(file, 0, end), true);
      return file;
    },
  };
}

const HEADER_BYTES = 14;
const CRC_BYTES = 2;
const DEFINITION = 0x40;
const DEVELOPER_DATA = 0x20;
/** 2.0, the first with fields of developers. */
const PROTOCOL_VERSION = 0x20;
/** 21.188 of the public profile. */
const PROFILE_VERSION = 21_188;
/** Of a string, with its closing zero. */
const MOST_TEXT_BYTES = 255;

const isFloat = (type: FitType) => type === 'float32' || type === 'float64';

/** The number as it is stored, or `undefined` where the type cannot hold it. */
function scaled({ type, scale, offset }: FitField, value: number | null | undefined) {
  if (value === null || value === undefined || !Number.isFinite(value)) {
    return undefined;
  }
  const { least, most } = FIT_TYPES[type];
  const stored = isFloat(type) ? value : Math.round((value + offset) * scale);
  return stored >= least && stored <= most ? stored : undefined;
}

/** With a closing zero, cut between two characters where it is too long. */
function utf8(text: string): number[] {
  const bytes = new Uint8Array(MOST_TEXT_BYTES - 1);
  const { written } = new TextEncoder().encodeInto(text.replaceAll('\0', ''), bytes);
  return [...bytes.subarray(0, written), 0];
}

/** Bytes that grow; what is `undefined` is put as the type's invalid value. */
function createBuffer() {
  let bytes = new Uint8Array(1 << 16);
  let view = new DataView(bytes.buffer);
  let length = HEADER_BYTES;
  return {
    put(type: FitType, value: number | undefined) {
      const { size, invalid } = FIT_TYPES[type];
      if (length + size + CRC_BYTES > bytes.length) {
        const larger = new Uint8Array(bytes.length * 2);
        larger.set(bytes);
        bytes = larger;
        view = new DataView(bytes.buffer);
      }
      const at = length;
      length += size;
      if (isFloat(type)) {
        if (value === undefined) {
          bytes.fill(0xff, at, length);
        } else if (size === 4) {
          view.setFloat32(at, value, true);
        } else {
          view.setFloat64(at, value, true);
        }
        return;
      }
      const stored = value ?? invalid;
      // a negative number leaves the same bits
      if (size === 1) {
        view.setUint8(at, stored);
      } else if (size === 2) {
        view.setUint16(at, stored, true);
      } else {
        view.setUint32(at, stored, true);
      }
    },
    finish: () => bytes.slice(0, length + CRC_BYTES),
  };
}
