/** Where the reader stands, only when they ask, kept nowhere. */
import { useState } from 'react';

export function useNearMe() {
  const [place, setPlace] = useState<[number, number] | null>(null);
  const [busy, setBusy] = useState(false);
  const [refused, setRefused] = useState(false);
  const toggle = () => {
    if (place) return setPlace(null);
    setBusy(true);
    setRefused(false);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => { setPlace([coords.longitude, coords.latitude]); setBusy(false); },
      () => { setRefused(true); setBusy(false); },
      { maximumAge: 60_000, timeout: 10_000 },
    );
  };
  return { place, busy, refused, toggle };
}
