/**
 * Wet-bulb globe temperature, °C, simplified to temperature and humidity: 0.567·T + 0.393·e + 3.94, with the vapour
 * pressure e = RH/100 · 6.105·e^(17.27T/(237.7+T)) in hPa.
 *
 * Assumes full sun and light wind: too high at night, in shade and in wind. `undefined` for a temperature outside
 * −60…60 °C or a humidity outside 0…100 %.
 * Source: Australian Bureau of Meteorology; American College of Sports Medicine 1984.
 */
export function wetBulbGlobe({
  temperatureC,
  humidityPercent,
}: {
  temperatureC: number;
  humidityPercent: number;
}): number | undefined {
  const isReal = Math.abs(temperatureC) <= 60 && humidityPercent >= 0 && humidityPercent <= 100;
  const vapourHpa =
    (humidityPercent / 100) * 6.105 * Math.exp((17.27 * temperatureC) / (237.7 + temperatureC));
  return isReal ? 0.567 * temperatureC + 0.393 * vapourHpa + 3.94 : undefined;
}

/**
 * How much slower a distance race is than in the best conditions, %: 0.35 for every °C of WBGT outside 7.5–15 °C.
 *
 * Contested: of elite races; slower and unacclimatised runners lose more.
 * Source: Mantzios et al. 2022 (1,258 races; 0.3–0.4 % per °C).
 */
export function heatPenalty(wetBulbGlobeC: number): number {
  const outsideC = Math.max(7.5 - wetBulbGlobeC, wetBulbGlobeC - 15, 0);
  return 0.35 * outsideC;
}
