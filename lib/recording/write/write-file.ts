import type { DecodedFile, FileRecording } from '../recording.ts';
import { writeCsv } from './write-csv.ts';
import { writeFit } from './write-fit.ts';
import { writeGpx } from './write-gpx.ts';
import { writeTcx } from './write-tcx.ts';

export interface WrittenFile {
  bytes: Uint8Array;
  contentType: string;
  /** Without a dot. */
  extension: string;
}

const FORMATS = {
  fit: { write: writeFit, contentType: 'application/vnd.ant.fit' },
  gpx: { write: writeGpx, contentType: 'application/gpx+xml' },
  tcx: { write: writeTcx, contentType: 'application/vnd.garmin.tcx+xml' },
  csv: { write: writeCsv, contentType: 'text/csv; charset=utf-8' },
};

/**
 * The recording as a file of a format. Throws `NotWritable` where the format cannot hold it (GPX without a
 * position, CSV without a sample), RangeError for a recording without a start.
 */
export function writeFile(recording: FileRecording, format: DecodedFile['format']): WrittenFile {
  const { write, contentType } = FORMATS[format];
  return { bytes: write(recording), contentType, extension: format };
}
