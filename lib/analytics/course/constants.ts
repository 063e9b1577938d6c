/** Standard gravity. */
export const GRAVITY_MPS2 = 9.80665;
/** The sphere positions are measured on: the mean radius of the Earth. */
export const EARTH_RADIUS_M = 6_371_000;
