/** One signed number of Google's polyline encoding. */
function encodedNumber(value: number): string {
  let rest = value < 0 ? ~(value << 1) : value << 1;
  let text = '';
  while (rest >= 0x20) {
    text += String.fromCharCode((0x20 | (rest & 0x1f)) + 63);
    rest >>= 5;
  }
  return text + String.fromCharCode(rest + 63);
}

/**
 * The track in Google's encoded polyline format (1e-5 degrees), thinned to at most `maxPoints`
 * evenly taken points and the last one. Positions that are NaN are left out.
 */
export function polylineOf(track: {
  lat: Float64Array;
  lng: Float64Array;
  maxPoints: number;
}): string {
  const { lat, lng, maxPoints } = track;
  const stride = Math.max(1, Math.ceil(lat.length / maxPoints));
  let text = '';
  let lastLat = 0;
  let lastLng = 0;
  const add = (i: number): void => {
    if (Number.isNaN(lat[i]) || Number.isNaN(lng[i])) return;
    const nextLat = Math.round(lat[i]! * 1e5);
    const nextLng = Math.round(lng[i]! * 1e5);
    text += encodedNumber(nextLat - lastLat) + encodedNumber(nextLng - lastLng);
    lastLat = nextLat;
    lastLng = nextLng;
  };
  for (let i = 0; i < lat.length; i += stride) add(i);
  if ((lat.length - 1) % stride !== 0) add(lat.length - 1);
  return text;
}
