import { FitBaseType, FitEncoder } from 'fit-file-parser/encoder';

export interface MadeRecord {
  at: Date;
  heartRateBpm?: number;
  powerW?: number;
  distanceM?: number;
}

const uint8Missing = 0xff;
const uint16Missing = 0xffff;
const uint32Missing = 0xffffffff;

function stamp(at: Date): number {
  return FitEncoder.toFitTimestamp(at);
}

/** A small FIT activity: file id, one session, the records; missing values as FIT marks them. */
export function fitBytes(input: {
  sport: number;
  records: readonly MadeRecord[];
  fileType?: number;
}): Uint8Array<ArrayBuffer> {
  const encoder = new FitEncoder();
  const start = input.records[0]?.at ?? new Date(0);
  encoder.writeMessage(0, [
    { number: 0, size: 1, baseType: FitBaseType.Enum, value: input.fileType ?? 4 },
    { number: 4, size: 4, baseType: FitBaseType.Uint32, value: stamp(start) },
  ]);
  for (const record of input.records) {
    const distance =
      record.distanceM === undefined ? uint32Missing : Math.round(record.distanceM * 100);
    encoder.writeMessage(20, [
      { number: 253, size: 4, baseType: FitBaseType.Uint32, value: stamp(record.at) },
      {
        number: 3,
        size: 1,
        baseType: FitBaseType.Uint8,
        value: record.heartRateBpm ?? uint8Missing,
      },
      { number: 7, size: 2, baseType: FitBaseType.Uint16, value: record.powerW ?? uint16Missing },
      { number: 5, size: 4, baseType: FitBaseType.Uint32, value: distance },
    ]);
  }
  encoder.writeMessage(18, [
    { number: 253, size: 4, baseType: FitBaseType.Uint32, value: stamp(start) },
    { number: 2, size: 4, baseType: FitBaseType.Uint32, value: stamp(start) },
    { number: 5, size: 1, baseType: FitBaseType.Enum, value: input.sport },
  ]);
  return new Uint8Array(encoder.close());
}

/** A record every second from the start on. */
export function ride(start: Date, seconds: number): MadeRecord[] {
  return Array.from({ length: seconds }, (_, i) => ({
    at: new Date(start.getTime() + i * 1000),
    heartRateBpm: 120 + (i % 30),
    powerW: 200 + (i % 50),
    distanceM: i * 8,
  }));
}
