import type { ChannelName } from '../channels.ts';
import { Column } from './column.ts';

/** Channels of numbers; a position is two of them. */
export type ColumnName =
  | Exclude<ChannelName, 'time' | 'latlng' | 'moving' | 'motion'>
  | 'lat'
  | 'lng';

/** The fields of a record that are read, as the parser gives them: scaled, without what is invalid. */
export interface RecordFields {
  heart_rate?: number;
  power?: number;
  cadence?: number;
  fractional_cadence?: number;
  speed?: number;
  enhanced_speed?: number;
  distance?: number;
  compressed_speed_distance?: (number | null)[];
  altitude?: number;
  enhanced_altitude?: number;
  position_lat?: number;
  position_long?: number;
  temperature?: number;
  grade?: number;
  vertical_oscillation?: number;
  stance_time?: number;
  step_length?: number;
  respiration_rate?: number;
  enhanced_respiration_rate?: number;
  core_temperature?: number;
  left_right_balance?: { value: number; right: boolean };
}

/** The records of a file, in its order. Those without a time cannot be placed and are only counted. */
export class RecordColumns {
  count = 0;
  withoutTime = 0;
  readonly time = new Column();
  readonly columns = {
    heart_rate: new Column(),
    power: new Column(),
    cadence: new Column(),
    speed: new Column(),
    distance: new Column(),
    altitude: new Column(),
    lat: new Column(),
    lng: new Column(),
    temperature: new Column(),
    grade: new Column(),
    vertical_oscillation: new Column(),
    stance_time: new Column(),
    step_length: new Column(),
    respiration_rate: new Column(),
    core_body_temperature: new Column(),
    left_right_balance: new Column(),
  } satisfies Record<ColumnName, Column>;
  /** m/16, of the compressed distances so far, which count up to 4095 and start again. */
  #compressed = 0;

  /** A record at a time in s of FIT, NaN where it has none. Answers its row. */
  add(record: RecordFields, time: number): number | undefined {
    if (Number.isNaN(time)) {
      this.withoutTime += 1;
      return undefined;
    }
    const row = this.count;
    this.count += 1;
    this.time.put(row, time);
    const { columns } = this;
    columns.heart_rate.put(row, record.heart_rate);
    columns.power.put(row, record.power);
    if (record.cadence !== undefined) {
      columns.cadence.put(row, record.cadence + (record.fractional_cadence ?? 0));
    }
    columns.speed.put(row, record.enhanced_speed ?? record.speed);
    columns.distance.put(row, record.distance);
    if (record.compressed_speed_distance) {
      this.#addCompressed(row, record);
    }
    columns.altitude.put(row, record.enhanced_altitude ?? record.altitude);
    const { position_lat: lat, position_long: lng } = record;
    if (lat !== undefined && lng !== undefined && Math.abs(lat) <= 90) {
      columns.lat.put(row, lat);
      columns.lng.put(row, lng);
    }
    columns.temperature.put(row, record.temperature);
    columns.grade.put(row, record.grade);
    columns.vertical_oscillation.put(row, record.vertical_oscillation);
    columns.stance_time.put(row, record.stance_time);
    columns.step_length.put(row, record.step_length);
    columns.respiration_rate.put(row, record.enhanced_respiration_rate ?? record.respiration_rate);
    columns.core_body_temperature.put(row, record.core_temperature);
    // without the mark nobody knows whose share it is
    if (record.left_right_balance?.right === true) {
      columns.left_right_balance.put(row, record.left_right_balance.value);
    }
    return row;
  }

  /** 12 bits of speed in cm/s and 12 of distance in m/16; all ones are invalid, which the parser tells as null. */
  #addCompressed(row: number, record: RecordFields): void {
    const bytes = (record.compressed_speed_distance ?? []).map((byte) => byte ?? 255);
    const [low = 255, middle = 255, high = 255] = bytes;
    const speed = low | ((middle & 15) << 8);
    const distance = (middle >>> 4) | (high << 4);
    if (speed !== 4095 && record.enhanced_speed === undefined && record.speed === undefined) {
      this.columns.speed.put(row, speed / 100);
    }
    if (distance === 4095 && speed === 4095) {
      return;
    }
    this.#compressed += (distance - this.#compressed) & 4095;
    if (record.distance === undefined) {
      this.columns.distance.put(row, this.#compressed / 16);
    }
  }
}
