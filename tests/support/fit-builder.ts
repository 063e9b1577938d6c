import { FitEncoder } from 'fit-file-parser/encoder';

/** Base types by the name the FIT profile has for them. */
const TYPE = {
  enum: 0x00,
  sint8: 0x01,
  uint8: 0x02,
  string: 0x07,
  byte: 0x0d,
  sint16: 0x83,
  uint16: 0x84,
  sint32: 0x85,
  uint32: 0x86,
  float32: 0x88,
  uint32z: 0x8c,
  uint64: 0x8f,
} as const;

const WIDTH: Record<number, number> = {
  [TYPE.sint16]: 2,
  [TYPE.uint16]: 2,
  [TYPE.sint32]: 4,
  [TYPE.uint32]: 4,
  [TYPE.float32]: 4,
  [TYPE.uint32z]: 4,
  [TYPE.uint64]: 8,
};

/** Number, type and raw value: a number, several, a text, or bytes as they are. */
export type Field = [
  number: number,
  type: keyof typeof TYPE,
  value: number | number[] | string | Uint8Array,
];

export interface DeveloperValue {
  field: number;
  developer: number;
  bytes: number[];
}

/** Writes FIT files byte by byte, so that they can be as wrong as is wanted. */
export class FitBuilder {
  #bytes: number[] = [];
  #isBig: boolean;
  /** Where each data message ends, from the start of the file. */
  readonly ends: number[] = [];
  #defined: (string | undefined)[] = [];

  constructor({ isBig = false } = {}) {
    this.#isBig = isBig;
  }

  /** Any bytes. */
  raw(...bytes: number[]): this {
    this.#bytes.push(...bytes);
    return this;
  }

  /** A data message, and its definition where it is not the one before. */
  message(
    global: number,
    fields: Field[],
    {
      local = 0,
      developer = [] as DeveloperValue[],
      compressed = undefined as number | undefined,
    } = {},
  ): this {
    const values = fields.map(([, type, value]) => this.#encode(TYPE[type], value));
    const definition = [
      (developer.length > 0 ? 0x60 : 0x40) | local,
      0,
      Number(this.#isBig),
      ...this.#whole(global, 2),
      fields.length,
      ...fields.flatMap(([number, type], i) => [number, values[i]?.length ?? 0, TYPE[type]]),
      ...(developer.length > 0 ? [developer.length] : []),
      ...developer.flatMap(({ field, bytes, developer: index }) => [field, bytes.length, index]),
    ];
    if (this.#defined[local] !== definition.join()) {
      this.#defined[local] = definition.join();
      this.#bytes.push(...definition);
    }
    this.#bytes.push(compressed === undefined ? local : 0x80 | (local << 5) | (compressed & 31));
    this.#bytes.push(...values.flat(), ...developer.flatMap(({ bytes }) => bytes));
    this.ends.push(14 + this.#bytes.length);
    return this;
  }

  /** The file; `size` and `sums` are lies where they are given. */
  file({ size = this.#bytes.length, hasSums = true } = {}): Uint8Array {
    const file = new Uint8Array(14 + this.#bytes.length + (hasSums ? 2 : 0));
    const view = new DataView(file.buffer);
    file.set([14, 0x20, 0x54, 0x08]);
    view.setUint32(4, size, true);
    file.set([0x2e, 0x46, 0x49, 0x54], 8);
    file.set(this.#bytes, 14);
    if (hasSums) {
      view.setUint16(12, FitEncoder.calculateCRC(file.subarray(0, 12)), true);
      const end = 14 + this.#bytes.length;
      view.setUint16(end, FitEncoder.calculateCRC(file.subarray(0, end)), true);
    }
    return file;
  }

  #encode(type: number, value: Field[2]): number[] {
    if (typeof value === 'string') {
      return [...Buffer.from(value), 0];
    }
    if (value instanceof Uint8Array) {
      return [...value];
    }
    const width = WIDTH[type] ?? 1;
    return [value].flat().flatMap((one) => {
      if (type !== TYPE.float32) {
        return this.#whole(one, width);
      }
      const bytes = Buffer.alloc(4);
      bytes[this.#isBig ? 'writeFloatBE' : 'writeFloatLE'](one);
      return [...bytes];
    });
  }

  #whole(value: number, width: number): number[] {
    const bytes = Array.from({ length: width }, (_, i) => Math.floor(value / 256 ** i) & 255);
    return this.#isBig ? bytes.toReversed() : bytes;
  }
}

/** s of FIT: 2024-05-04T08:00:00Z. */
export const START_S = 1_083_744_000;

export function fileId(builder: FitBuilder, type = 4): FitBuilder {
  return builder.message(0, [
    [0, 'enum', type],
    [1, 'uint16', 1],
    [2, 'uint16', 3121],
    [3, 'uint32z', 12345],
  ]);
}

/** A ride of `count` seconds with nine fields a record, a lap and a session. */
export function madeUpFit({ count = 20, isBig = false } = {}): {
  builder: FitBuilder;
  file: Uint8Array;
} {
  const builder = fileId(new FitBuilder({ isBig }));
  builder.message(
    21,
    [
      [253, 'uint32', START_S],
      [0, 'enum', 0],
      [1, 'enum', 0],
    ],
    { local: 1 },
  );
  for (let i = 0; i < count; i += 1) {
    builder.message(20, recordAt(i), { local: 2 });
  }
  const endS = START_S + count;
  const span: Field[] = [
    [253, 'uint32', endS],
    [2, 'uint32', START_S],
    [7, 'uint32', 1000 * count],
  ];
  builder.message(19, span, { local: 3 });
  builder.message(18, [...span, [5, 'enum', 2], [6, 'enum', 7]], { local: 4 });
  return { builder, file: builder.file() };
}

export function recordAt(i: number): Field[] {
  return [
    [253, 'uint32', START_S + i],
    [0, 'sint32', 560_000_000 + 300 * i],
    [1, 'sint32', 95_000_000 + 200 * (i % 997)],
    [2, 'uint16', 2500 + (i % 400)],
    [3, 'uint8', 120 + (i % 40)],
    [4, 'uint8', 80 + (i % 20)],
    [5, 'uint32', 850 * i],
    [6, 'uint16', 8500 + (i % 100)],
    [7, 'uint16', 180 + (i % 150)],
    [13, 'sint8', 17],
  ];
}
