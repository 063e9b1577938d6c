import { Buffer } from 'node:buffer';
import { MESSAGE } from './kept-fields.ts';
import type { Definition } from './read-definition.ts';

/** Small enough that the objects a chunk is parsed into are short-lived, large enough to spread their set-up. */
const CHUNK_MESSAGES = 1000;

const HEADER_BYTES = 14;
const ABSENT = 0xffffffff;
const UINT8 = 0x02;
const STRING = 0x07;

const DESCRIPTION_LOCAL = 14;
const NAME_BYTES = 8;
const DESCRIPTION_DEFINITION = definitionOf(DESCRIPTION_LOCAL, MESSAGE.fieldDescription, [
  [0, 1, UINT8],
  [1, 1, UINT8],
  [2, 1, UINT8],
  [3, NAME_BYTES, STRING],
  [6, 1, UINT8],
  [7, 1, 0x01],
]);

/** How a developer field is called in what is written, so that its own name cannot hide another field. */
export function developerKey(developer: number, field: number): string {
  return `@${developer}.${field}`;
}

export interface Description {
  developer: number;
  field: number;
  baseType: number;
  /** 255: not said. */
  scale: number;
  /** As its byte; 127: not said. */
  offset: number;
}

export interface Chunk {
  /** A FIT file; it is overwritten by what is written next. */
  file: Buffer<ArrayBuffer>;
  /** s of FIT, of its records, whose messages lack them; NaN: not told. */
  times: number[];
}

/** Writes messages as small FIT files that each stand on their own. */
export class ChunkWriter {
  #bytes = Buffer.alloc(1 << 16);
  #end = HEADER_BYTES;
  #messages = 0;
  /** By local number, as defined in the chunk. */
  #active: (Uint8Array | undefined)[] = [];
  #descriptions = new Map<string, Description>();
  /** s, of the records in the chunk; NaN: it has none. */
  #times: number[] = [];

  get isFull(): boolean {
    return this.#messages >= CHUNK_MESSAGES;
  }

  /** Descriptions are those of one file of a chain. */
  forgetDescriptions(): void {
    this.#descriptions.clear();
  }

  /** Describes a developer field, for this chunk and those after it. */
  describe(description: Description): void {
    this.#descriptions.set(developerKey(description.developer, description.field), description);
    this.#writeDescription(description);
  }

  /** Fields with descriptions so far. */
  get described(): number {
    return this.#descriptions.size;
  }

  /**
   * One data message: its kept bytes from those at `at`, of which the first `skipped` are not there, and its time.
   * Answers whether the definition had to be written too.
   */
  write(
    bytes: Uint8Array,
    { kept, spans, sizeBytes, isStamped, littleEndian }: Definition,
    { at, skipped, time = ABSENT }: { at: number; skipped: number; time: number | undefined },
  ): boolean {
    if (kept === undefined) {
      return false;
    }
    if (this.#messages === 0) {
      for (const description of this.#descriptions.values()) {
        this.#writeDescription(description);
      }
    }
    const local = (kept[0] ?? 0) & 15;
    const isNew = this.#define(local, kept);
    this.#reserve(5 + sizeBytes);
    const out = this.#bytes;
    let end = this.#end;
    out[end++] = local;
    if (isStamped) {
      end = littleEndian ? out.writeUInt32LE(time, end) : out.writeUInt32BE(time, end);
    } else {
      this.#times.push(time === ABSENT ? Number.NaN : time);
    }
    for (let i = 0; i < spans.length; i += 2) {
      const to = at + (spans[i + 1] ?? 0) - skipped;
      for (let from = at + (spans[i] ?? 0) - skipped; from < to; from += 1) {
        out[end++] = bytes[from] ?? 0;
      }
    }
    this.#end = end;
    this.#messages += 1;
    return isNew;
  }

  /** What was written since the last time; `undefined`: nothing. */
  take(): Chunk | undefined {
    if (this.#end === HEADER_BYTES) {
      return undefined;
    }
    const file = this.#bytes.subarray(0, this.#end + 2);
    file.set([HEADER_BYTES, 0x20, 0, 0]);
    file.writeUInt32LE(this.#end - HEADER_BYTES, 4);
    file.write('.FIT', 8, 'latin1');
    // no checksums: the parser is told not to ask for them
    file.fill(0, 12, HEADER_BYTES);
    file.fill(0, this.#end);
    const times = this.#times;
    this.#end = HEADER_BYTES;
    this.#messages = 0;
    this.#active = [];
    this.#times = [];
    return { file, times };
  }

  #reserve(size: number): void {
    // two more for the checksum's place
    if (this.#end + size + 2 > this.#bytes.length) {
      const larger = Buffer.alloc(2 * (this.#end + size + 2));
      larger.set(this.#bytes.subarray(0, this.#end));
      this.#bytes = larger;
    }
  }

  #define(local: number, definition: Uint8Array): boolean {
    if (this.#active[local] === definition) {
      return false;
    }
    this.#active[local] = definition;
    this.#append(definition);
    return true;
  }

  #append(data: ArrayLike<number>): void {
    this.#reserve(data.length);
    this.#bytes.set(data, this.#end);
    this.#end += data.length;
  }

  #writeDescription({ developer, field, baseType, scale, offset }: Description): void {
    this.#define(DESCRIPTION_LOCAL, DESCRIPTION_DEFINITION);
    const name = Buffer.alloc(NAME_BYTES);
    name.write(developerKey(developer, field), 'latin1');
    this.#append([DESCRIPTION_LOCAL, developer, field, baseType, ...name, scale, offset]);
  }
}

function definitionOf(local: number, message: number, fields: number[][]): Uint8Array {
  const number = [message & 255, message >>> 8];
  return Uint8Array.of(0x40 | local, 0, 0, ...number, fields.length, ...fields.flat());
}
