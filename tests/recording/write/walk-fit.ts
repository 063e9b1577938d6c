/**
 * A FIT file taken apart after the protocol's description, apart from everything that is tested: header, both
 * checksums, and every message by the definition before it. Throws where the file breaks a rule.
 */
export interface WalkedMessage {
  global: number;
  local: number;
  /** Bytes by field number. */
  fields: Map<number, Uint8Array>;
  developerFields: Map<string, Uint8Array>;
}

interface Definition {
  global: number;
  fields: [number: number, size: number][];
  developerFields: [number: number, size: number, index: number][];
}

export function walkFit(bytes: Uint8Array): WalkedMessage[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const demand = (holds: boolean, what: string) => {
    if (!holds) {
      throw new Error(what);
    }
  };
  demand(view.getUint8(0) === 14, 'the header has 14 bytes');
  demand(String.fromCharCode(...bytes.subarray(8, 12)) === '.FIT', 'the header says .FIT');
  const dataBytes = view.getUint32(4, true);
  demand(bytes.length === 14 + dataBytes + 2, 'the size is that of the header');
  demand(crc16(bytes.subarray(0, 12)) === view.getUint16(12, true), 'the header’s checksum');
  demand(
    crc16(bytes.subarray(0, -2)) === view.getUint16(bytes.length - 2, true),
    'the file’s checksum',
  );
  const definitions = new Map<number, Definition>();
  const messages: WalkedMessage[] = [];
  const end = bytes.length - 2;
  let at = 14;
  const take = (size: number) => {
    demand(at + size <= end, 'nothing runs over the end');
    at += size;
    return bytes.subarray(at - size, at);
  };
  const byte = () => take(1)[0] as number;
  const triple = (): [number, number, number] => [byte(), byte(), byte()];
  const isMore = () => at < end;
  while (isMore()) {
    const header = byte();
    const local = header & 0x0f;
    demand((header & 0x90) === 0, 'no header is compressed or reserved');
    if (header & 0x40) {
      demand(byte() === 0, 'the reserved byte is 0');
      demand(byte() === 0, 'the order is little-endian');
      const global = byte() | (byte() << 8);
      const fields = Array.from({ length: byte() }, triple);
      for (const [number, size, type] of fields) {
        const unit = SIZE_OF[type];
        demand(unit !== undefined && size > 0 && size % unit === 0, `size of field ${number}`);
      }
      const names = fields.map(([number]) => number);
      demand(new Set(names).size === names.length, 'a field is defined once');
      definitions.set(local, {
        global,
        fields: fields.map(([number, size]) => [number, size]),
        developerFields: header & 0x20 ? Array.from({ length: byte() }, triple) : [],
      });
      continue;
    }
    demand((header & 0x20) === 0, 'only definitions speak of developers');
    const definition = definitions.get(local);
    if (definition === undefined) {
      throw new Error('a message is defined before it comes');
    }
    messages.push({
      global: definition.global,
      local,
      fields: new Map(definition.fields.map(([number, size]) => [number, take(size)])),
      developerFields: new Map(
        definition.developerFields.map(([number, size, index]) => [
          `${index}.${number}`,
          take(size),
        ]),
      ),
    });
  }
  return messages;
}

/** By the byte that names a base type. */
const SIZE_OF: Partial<Record<number, number>> = {
  0x00: 1,
  0x01: 1,
  0x02: 1,
  0x07: 1,
  0x0a: 1,
  0x0d: 1,
  0x83: 2,
  0x84: 2,
  0x8b: 2,
  0x85: 4,
  0x86: 4,
  0x88: 4,
  0x8c: 4,
  0x89: 8,
};

const TABLE = Array.from({ length: 256 }, (_, index) => {
  let remainder = index;
  for (let bit = 0; bit < 8; bit += 1) {
    remainder = remainder & 1 ? (remainder >> 1) ^ 0xa001 : remainder >> 1;
  }
  return remainder;
});

function crc16(bytes: Uint8Array): number {
  return bytes.reduce((crc, byte) => (crc >> 8) ^ (TABLE[(crc ^ byte) & 0xff] ?? 0), 0);
}
