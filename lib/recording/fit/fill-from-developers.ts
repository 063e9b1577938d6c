import type { ColumnName } from './record-columns.ts';
import type { Samples } from './tabulate-records.ts';

const MILLIMETRES = { mm: 1, millimeters: 1, cm: 10, centimeters: 10 };
const METRES = { m: 1, meters: 1 };
const CELSIUS = { c: 1, '°c': 1, celsius: 1 };
const BREATHS = { 'breaths/min': 1, brpm: 1, 'br/min': 1 };

/** Fields of records by their number in the profile: the channel, and what its units are worth in the channel's. */
const NATIVE: Record<number, { channel: ColumnName; units: Record<string, number> }> = {
  2: { channel: 'altitude', units: METRES },
  3: { channel: 'heart_rate', units: { bpm: 1 } },
  4: { channel: 'cadence', units: { rpm: 1 } },
  5: { channel: 'distance', units: METRES },
  6: { channel: 'speed', units: { 'm/s': 1 } },
  7: { channel: 'power', units: { watts: 1, w: 1 } },
  13: { channel: 'temperature', units: CELSIUS },
  39: { channel: 'vertical_oscillation', units: MILLIMETRES },
  41: { channel: 'stance_time', units: { ms: 1, milliseconds: 1 } },
  85: { channel: 'step_length', units: MILLIMETRES },
  99: { channel: 'respiration_rate', units: BREATHS },
  108: { channel: 'respiration_rate', units: BREATHS },
  139: { channel: 'core_body_temperature', units: CELSIUS },
};

const CORE_TEMPERATURE = 139;

/** A developer's field that stands for one of the profile's is the channel where the file has no other. */
export function fillFromDevelopers({ columns, developer }: Samples): void {
  for (const { name, unit, nativeField, values } of developer) {
    const number = name.toLowerCase() === 'core_temperature' ? CORE_TEMPERATURE : nativeField;
    const native = number === undefined ? undefined : NATIVE[number];
    const factor = native?.units[unit?.toLowerCase() ?? ''];
    if (native && factor !== undefined && columns[native.channel] === undefined) {
      columns[native.channel] = factor === 1 ? values : values.map((value) => value * factor);
    }
  }
}
