import type { FileWarning } from '../recording.ts';
import { UnreadableFile } from '../unreadable-file.ts';
import { checksum } from './checksum.ts';
import type { ChunkWriter } from './chunk-writer.ts';
import { nextHeader, readHeader } from './fit-header.ts';
import { type FitSurvey, warn } from './fit-survey.ts';
import { MESSAGE } from './kept-fields.ts';
import { type Definition, readDefinition } from './read-definition.ts';

/** Setting up a field takes about as long as reading it this often. */
const DEFINING = 10;
/** What a message takes beside its values. */
const ENVELOPE = 4;
/** What a description of a field takes beside that. */
const DESCRIBING = 100;
/** In one file of a chain; real ones have a few dozen. */
const MOST_DESCRIPTIONS = 255;

const ABSENT = 0xffffffff;

export interface Reading {
  survey: FitSurvey;
  /** How many values may still be read. */
  budget: { values: number };
}

/** One file of a chain, message by message. */
export class FitFile {
  readonly #on: Reading;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #start: number;
  readonly #dataBytes: number;
  #at: number;
  #end: number;
  /** Whether the header says where the messages end. */
  #isBounded: boolean;
  /** Whether messages follow behind that. */
  #isLonger = false;
  #ended: 'whole' | 'cut' | 'nonsense' | undefined;
  #hasMessages = false;
  #locals: (Definition | undefined)[] = [];
  /** s, of the last timestamp, which compressed ones count from. */
  #clock: number | undefined;

  /** The file whose header is at `start`. */
  constructor(bytes: Uint8Array, start: number, on: Reading) {
    const { headerBytes = 0, dataBytes = 0 } = readHeader(bytes, start) ?? {};
    this.#on = on;
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#start = start;
    this.#dataBytes = dataBytes;
    this.#at = start + headerBytes;
    const end = this.#at + dataBytes;
    this.#isBounded = end <= bytes.length && (dataBytes > 0 || this.#isOver(this.#at));
    this.#end = this.#isBounded ? end : bytes.length;
  }

  /** Reads one message, a definition or data; answers whether there may be more. */
  readMessage(writer: ChunkWriter): boolean {
    const { survey, budget } = this.#on;
    const at = this.#at;
    if (at >= this.#end || (!this.#isBounded && this.#isOver(at))) {
      return this.#stop('whole');
    }
    const header = this.#bytes[at] ?? 0;
    const isCompressed = (header & 0x80) !== 0;
    if (!isCompressed && (header & 0x40) !== 0) {
      return this.#define(header & 15) || this.#stop('cut');
    }
    const definition = this.#locals[isCompressed ? (header >>> 5) & 3 : header & 15];
    if (definition === undefined) {
      return this.#stop('nonsense');
    }
    // a timestamp that is not in front is there even with a compressed header
    const { leadBytes, timestampAt } = definition;
    const isCounted = isCompressed && (leadBytes > 0 || timestampAt === undefined);
    const skipped = isCounted ? leadBytes : 0;
    const next = at + 1 + definition.sizeBytes - skipped;
    if (next > this.#end) {
      return this.#stop('cut');
    }
    if (!this.#isBounded && header === 0 && this.#isBlank(at, next)) {
      return this.#stop('nonsense');
    }
    this.#at = next;
    this.#hasMessages = true;
    survey.counts.set(definition.message, (survey.counts.get(definition.message) ?? 0) + 1);
    const time = this.#timeOf(definition, {
      at: at + 1,
      offset: isCounted ? header & 31 : undefined,
    });
    if (definition.kept) {
      const isNew = writer.write(this.#bytes, definition, { at: at + 1, skipped, time });
      if (definition.message === MESSAGE.fieldDescription) {
        this.#describe(writer, definition, at + 1);
        spend(budget, DESCRIBING);
      }
      spend(budget, (definition.cost + ENVELOPE) * (isNew ? DEFINING : 1));
    }
    return true;
  }

  /** Tells what was wrong, and where the next file of the chain begins. */
  finish(): number | undefined {
    const { survey } = this.#on;
    const { warnings } = survey;
    survey.files += Number(this.#hasMessages);
    const isWhole = this.#isBounded && this.#ended === 'whole';
    const end = isWhole ? this.#sumEnd(warnings) : this.#at;
    if (!isWhole) {
      this.#tellEnd(warnings);
    }
    if (end >= this.#bytes.length) {
      return undefined;
    }
    const next = nextHeader(this.#bytes, end);
    if (isWhole && next !== end) {
      warn(
        warnings,
        'trailing_bytes',
        'Bytes behind the end of the file that are no part of it were left out.',
      );
    }
    return next;
  }

  /** Where the checksum behind the messages ends, and whether it is there and right. */
  #sumEnd(warnings: FileWarning[]): number {
    const { length } = this.#bytes;
    if (this.#end + 2 > length || readHeader(this.#bytes, this.#end)) {
      warn(warnings, 'missing_checksum', 'The file has no checksum; damage would go unnoticed.');
      return this.#end + 2 > length ? length : this.#end;
    }
    if (!this.#isSum(this.#end)) {
      warn(warnings, 'wrong_checksum', 'The checksum is wrong; values may be damaged.');
    }
    return this.#end + 2;
  }

  #tellEnd(warnings: FileWarning[]): void {
    if (this.#dataBytes === 0) {
      warn(
        warnings,
        'unfinished_file',
        'The device never finished this file; what it had written was read.',
      );
    } else if (this.#ended === 'nonsense') {
      warn(
        warnings,
        'damaged_part',
        'A part of the file is damaged; what comes before it was read.',
      );
    } else if (this.#isLonger || (this.#ended === 'whole' && this.#isSum(this.#at))) {
      warn(warnings, 'wrong_size', 'The header tells a wrong size; all of the file was read.');
    } else {
      warn(warnings, 'cut_off', 'The file breaks off; everything up to there was read.');
    }
  }

  /** Ends the reading, unless messages follow where the header says that they end. Answers whether they do. */
  #stop(ended: 'whole' | 'cut' | 'nonsense'): boolean {
    const end = this.#end;
    if (this.#isBounded && ended !== 'nonsense' && end + 2 < this.#bytes.length) {
      if (!this.#isOver(end) && !this.#isSum(end)) {
        this.#isLonger = true;
        this.#isBounded = false;
        this.#end = this.#bytes.length;
        return true;
      }
    }
    this.#ended = ended;
    return false;
  }

  /** Answers whether the definition is all there. */
  #define(local: number): boolean {
    const raw = this.#locals[local]?.raw;
    // many devices define the same again and again
    const isRepeated = raw?.every((byte, i) => byte === this.#bytes[this.#at + i]) === true;
    if (raw && isRepeated && this.#at + raw.length <= this.#end) {
      this.#at += raw.length;
      return true;
    }
    const definition = readDefinition(this.#bytes, { at: this.#at, end: this.#end });
    if (definition) {
      this.#locals[local] = definition;
      this.#at += definition.raw.length;
    }
    return definition !== undefined;
  }

  /** The time of a message by its field or compressed header, from which the next compressed one counts. */
  #timeOf(
    { timestampAt, littleEndian }: Definition,
    { at, offset }: { at: number; offset: number | undefined },
  ): number | undefined {
    if (offset === undefined && timestampAt === undefined) {
      return undefined;
    }
    const before = this.#clock;
    let time = ABSENT;
    if (offset === undefined) {
      time = this.#view.getUint32(at + (timestampAt ?? 0), littleEndian);
    } else if (before !== undefined) {
      time = before + ((offset - before) & 31);
    }
    this.#clock = time < ABSENT ? time : undefined;
    return this.#clock;
  }

  #describe(writer: ChunkWriter, { offsets }: Definition, at: number): void {
    const byteOf = (field: number, missing = 255) => {
      const offset = offsets.get(field);
      return offset === undefined ? missing : (this.#bytes[at + offset] ?? missing);
    };
    if (writer.described < MOST_DESCRIPTIONS) {
      writer.describe({
        developer: byteOf(0),
        field: byteOf(1),
        baseType: byteOf(2),
        scale: byteOf(6),
        offset: byteOf(7, 127),
      });
    }
  }

  /** Whether only a checksum can follow, and then nothing or another file. */
  #isOver(at: number): boolean {
    const { length } = this.#bytes;
    const isHeader = (header: number) =>
      this.#bytes[header + 8] === 0x2e && readHeader(this.#bytes, header) !== undefined;
    return (
      at >= length || isHeader(at) || isHeader(at + 2) || (at + 2 === length && this.#isSum(at))
    );
  }

  #isSum(at: number): boolean {
    return (
      at + 2 <= this.#bytes.length &&
      checksum(this.#bytes, this.#start, at) === this.#view.getUint16(at, true)
    );
  }

  /** A device that stops in the middle leaves blank what it had not yet written. */
  #isBlank(from: number, to: number): boolean {
    return this.#bytes.subarray(from, to).every((byte) => byte === 0);
  }
}

function spend(budget: Reading['budget'], values: number): void {
  budget.values -= values;
  if (budget.values < 0) {
    throw new UnreadableFile(
      'too_large',
      'The file holds more samples than are taken: about a week at one a second.',
    );
  }
}
