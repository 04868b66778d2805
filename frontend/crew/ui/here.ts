// Where the phone is, when it tells; asked for by a tap, shown on this phone, and sent only in a record that says so.

const PATIENCE_MS = 15_000;

/** Longitude and latitude, or nothing where the phone does not tell. */
export function whereAmI(): Promise<readonly [lon: number, lat: number] | null> {
  return new Promise((done) => {
    if (!navigator.geolocation) return done(null);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => done([coords.longitude, coords.latitude]), () => done(null),
      { enableHighAccuracy: true, timeout: PATIENCE_MS, maximumAge: 30_000 },
    );
  });
}
