import type { RecordedDevice } from './recording.ts';

/** A device of which only the name is known. */
export function namedDevice(name: string): RecordedDevice {
  return {
    name,
    manufacturer: undefined,
    product: undefined,
    serialNumber: undefined,
    softwareVersion: undefined,
    kind: undefined,
  };
}
