/**
 * Heat index, °C: how warm the shade feels at that humidity.
 *
 * Rothfusz's regression with the two adjustments of the US National Weather Service, and below 80 °F (26.7 °C) the
 * mean of Steadman's simple formula and the temperature. In shade and light wind; full sun adds up to 8 °C.
 * `undefined` for a temperature outside −60…60 °C or a humidity outside 0…100 %.
 * Source: Rothfusz 1990 (NWS SR 90-23), wpc.ncep.noaa.gov/html/heatindex_equation.shtml.
 */
export function heatIndex({
  temperatureC,
  humidityPercent,
}: {
  temperatureC: number;
  humidityPercent: number;
}): number | undefined {
  const isReal = Math.abs(temperatureC) <= 60 && humidityPercent >= 0 && humidityPercent <= 100;
  return isReal ? (inFahrenheit(temperatureC * 1.8 + 32, humidityPercent) - 32) / 1.8 : undefined;
}

function inFahrenheit(t: number, r: number): number {
  const simple = (t + 0.5 * (t + 61 + (t - 68) * 1.2 + r * 0.094)) / 2;
  if (simple < 80) {
    return simple;
  }
  const regression =
    -42.379 +
    2.04901523 * t +
    10.14333127 * r -
    0.22475541 * t * r -
    0.00683783 * t * t -
    0.05481717 * r * r +
    0.00122874 * t * t * r +
    0.00085282 * t * r * r -
    0.00000199 * t * t * r * r;
  if (r < 13 && t <= 112) {
    return regression - ((13 - r) / 4) * Math.sqrt((17 - Math.abs(t - 95)) / 17);
  }
  return r > 85 && t <= 87 ? regression + ((r - 85) / 10) * ((87 - t) / 5) : regression;
}
