/** Why a file gives no activity. Stable: apps tell them apart. */
export const UNREADABLE = [
  /** No bytes, or nothing but a header. */
  'empty_file',
  /** No format that is known here. */
  'unknown_format',
  /** A course, a workout, settings, monitoring, sleep: by its name in the detail. */
  'not_an_activity',
  /** Nothing in it could be saved. */
  'damaged_file',
  /** Larger than is taken, unpacked or in samples. */
  'too_large',
  /** No time of day: send `started_at` along. */
  'no_start_time',
  /** An activity without a single sample, lap, length or set. */
  'no_data',
  /** XML that declares its own entities. */
  'unsafe_xml',
  /** A table whose columns are not known here. */
  'unknown_columns',
] as const;

export type UnreadableCode = (typeof UNREADABLE)[number];

/** A file that gives no activity; `message` is one sentence that says why and what to do. */
export class UnreadableFile extends Error {
  readonly code: UnreadableCode;

  constructor(code: UnreadableCode, message: string) {
    super(message);
    this.name = 'UnreadableFile';
    this.code = code;
  }
}
