/** Towns the simulated athletes live in; all in zones with daylight saving time but one. */
export interface Place {
  timeZone: string;
  city: string;
  state: string;
  country: string;
  lat: number;
  lng: number;
  baseAltitudeM: number;
  hilliness: number;
}

export const places: readonly Place[] = [
  {
    timeZone: 'Europe/Berlin',
    city: 'Freiburg',
    state: 'Baden-Württemberg',
    country: 'Germany',
    lat: 47.9935,
    lng: 7.8491,
    baseAltitudeM: 420,
    hilliness: 0.026,
  },
  {
    timeZone: 'America/New_York',
    city: 'Ithaca',
    state: 'New York',
    country: 'United States',
    lat: 42.4435,
    lng: -76.5018,
    baseAltitudeM: 310,
    hilliness: 0.022,
  },
  {
    timeZone: 'America/Denver',
    city: 'Boulder',
    state: 'Colorado',
    country: 'United States',
    lat: 40.0193,
    lng: -105.2747,
    baseAltitudeM: 1720,
    hilliness: 0.027,
  },
  {
    timeZone: 'Europe/London',
    city: 'Ely',
    state: 'England',
    country: 'United Kingdom',
    lat: 52.3992,
    lng: 0.2631,
    baseAltitudeM: 30,
    hilliness: 0.006,
  },
  {
    timeZone: 'Australia/Melbourne',
    city: 'Bendigo',
    state: 'Victoria',
    country: 'Australia',
    lat: -36.758,
    lng: 144.2802,
    baseAltitudeM: 260,
    hilliness: 0.014,
  },
  {
    timeZone: 'Asia/Kolkata',
    city: 'Mysuru',
    state: 'Karnataka',
    country: 'India',
    lat: 12.2958,
    lng: 76.6394,
    baseAltitudeM: 770,
    hilliness: 0.01,
  },
];
