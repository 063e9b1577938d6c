import { getFitGarminProductDisplayName } from 'fit-file-parser/profile';
import type { RecordedDevice } from '../recording.ts';
import type { FitContents } from './collect-fit.ts';
import { type FitMessage, numberIn, textIn } from './fit-message.ts';
import { manufacturerIn } from './manufacturer-in.ts';

/** Kinds of sensors by their number in ANT+, for devices that do not say by what they are connected. */
const ANT_KINDS: Record<number, string> = {
  11: 'bike_power',
  12: 'environment_sensor',
  15: 'multi_sport_speed_distance',
  16: 'control',
  17: 'fitness_equipment',
  20: 'light_electric_vehicle',
  25: 'environment_sensor',
  31: 'muscle_oxygen',
  34: 'shifting',
  35: 'bike_light_main',
  36: 'bike_light_shared',
  40: 'bike_radar',
  119: 'weight_scale',
  120: 'heart_rate',
  121: 'bike_speed_cadence',
  122: 'bike_cadence',
  123: 'bike_speed',
  124: 'stride_speed_distance',
};

/** More sensors than anybody wears. */
const MOST_DEVICES = 100;

/** What recorded a file and then its sensors, in the file's order, and whether one is a barometer. */
export function devicesOf({ device_info: infos, file_id: ids }: FitContents): {
  devices: RecordedDevice[];
  hasBarometer: boolean;
} {
  const byIndex = new Map<unknown, FitMessage>([['creator', { ...ids[0] }]]);
  for (const info of infos) {
    // devices without sensors leave out the index
    const index = info['device_index'] ?? 'creator';
    if (byIndex.has(index) || byIndex.size < MOST_DEVICES) {
      const known = byIndex.get(index);
      byIndex.set(index, index === 'creator' ? { ...known, ...info } : { ...info, ...known });
    }
  }
  const devices = [...byIndex].map(([index, info]) =>
    toDevice(info, { isCreator: index === 'creator' }),
  );
  return {
    devices: devices.filter((device) => Object.values(device).some((value) => value !== undefined)),
    hasBarometer: [...byIndex.values()].some(({ device_type: type }) => type === 'barometer'),
  };
}

function toDevice(info: FitMessage, { isCreator }: { isCreator: boolean }): RecordedDevice {
  const manufacturer = manufacturerIn(info, 'manufacturer');
  const product =
    textIn(info, 'product_name') ??
    (info['manufacturer'] === 'garmin'
      ? getFitGarminProductDisplayName(numberIn(info, 'product'))?.replace(/ +/g, ' ')
      : undefined);
  const isNamed = product?.toLowerCase().startsWith(manufacturer?.toLowerCase() ?? '') === true;
  const whole = isNamed ? [product] : [manufacturer, product];
  const version = info['software_version'];
  return {
    name: product || isCreator ? whole.join(' ').trim() || undefined : undefined,
    manufacturer,
    product,
    serialNumber: numberIn(info, 'serial_number')?.toString(),
    softwareVersion: typeof version === 'number' ? version.toFixed(2) : undefined,
    kind: isCreator ? undefined : kindOf(info),
  };
}

function kindOf(info: FitMessage): string {
  const number = numberIn(info, 'device_type');
  const isLocal = info['source_type'] === 'local';
  const known = number === undefined || isLocal ? undefined : ANT_KINDS[number];
  return textIn(info, 'device_type') ?? known ?? 'unknown';
}
