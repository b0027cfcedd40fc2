/** Which sales team, on which ground: the team's own ground unless another one is chosen. */
import { useState } from 'react';

import { useMe } from '../../api/session';
import { localName } from '../../shell/format';
import { useGeographies } from '../data/api';

export function useGroundChoice() {
  const forces = useMe().data?.field_forces ?? [];
  const geographies = useGeographies().data?.results ?? [];
  const [force, setForce] = useState<string | null>(null);
  const [geography, setGeography] = useState<string | null>(null);
  const chosenForce = force ?? forces[0]?.key;
  const own = forces.find((one) => one.key === chosenForce)?.geography_key;
  return {
    forces: forces.map((one) => ({ value: one.key, label: localName(one.names, one.name) })),
    geographies: geographies.map((one) => ({ value: one.key, label: localName(one.names, one.name) })),
    force: chosenForce,
    currency: forces.find((one) => one.key === chosenForce)?.currency ?? 'USD',
    geography: geography ?? own ?? geographies[0]?.key,
    setForce: (key: string | null) => { setForce(key); setGeography(null); },
    setGeography,
  };
}

export type GroundChoice = ReturnType<typeof useGroundChoice>;
