/** My accounts on a map: coloured by tier, sized by revenue; tapping one says which and leads to it. */
import 'maplibre-gl/dist/maplibre-gl.css';

import { Paper, Stack, Text, useComputedColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { FeatureCollection } from 'geojson';
import { type GeoJSONSource, LngLatBounds, Map as MapLibre, NavigationControl } from 'maplibre-gl';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api } from '../../api/client';
import { baseStyle, type MapConfig } from '../../map/baseStyle';
import { prepareMap } from '../../map/setup';
import { currentLanguage } from '../../shell/i18n';
import { foldAttribution } from '../../parts/TerritoryMap';
import { FailedState, LoadingState } from '../../shell/states';
import { AccountLine } from './AccountLine';
import classes from './AccountMap.module.css';
import type { MyAccount } from './api';

const source = 'my-accounts';
const tierColours = { A: '#b3261e', B: '#c4741a', C: '#2b6f9e', D: '#6b7480' };

export default function AccountMap({ accounts }: { accounts: MyAccount[] }) {
  const { t } = useTranslation('rep');
  const config = useQuery({ queryKey: ['map-config'], queryFn: () => api.get<MapConfig>('/config/map'), staleTime: Infinity });
  const [picked, setPicked] = useState<string>();
  const located = useMemo(() => accounts.filter((account) => account.lon !== null && account.lat !== null), [accounts]);
  const account = located.find((one) => one.code === picked);
  const missing = accounts.length - located.length;
  if (config.error) return <FailedState error={config.error} retry={() => void config.refetch()} />;
  if (!config.data) return <LoadingState />;
  return (
    <Stack gap="sm">
      <div className={classes.frame}>
        <PointMap config={config.data} accounts={located} onPick={setPicked} label={t('accounts.map_label')} />
        {account && <Paper withBorder className={classes.card} aria-live="polite"><AccountLine account={account} /></Paper>}
      </div>
      <ul className={classes.legend} aria-label={t('accounts.tier')}>{Object.entries(tierColours).map(([tier, colour]) => <li key={tier}><span style={{ background: colour }} aria-hidden />{tier}</li>)}</ul>
      {missing > 0 && <Text size="sm" c="dimmed">{t('accounts.not_on_map', { count: missing })}</Text>}
    </Stack>
  );
}

type MapProps = { config: MapConfig; accounts: MyAccount[]; label: string; onPick: (code: string | undefined) => void };

function PointMap({ config, accounts, label, onPick }: MapProps) {
  const box = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<MapLibre | null>(null);
  const isDark = useComputedColorScheme('light') === 'dark';
  const points = useMemo(() => featuresOf(accounts), [accounts]);
  const first = useRef(accounts);

  useEffect(() => {
    let made: MapLibre | null = null;
    let isGone = false;
    void prepareMap().then(() => {
      if (isGone || !box.current) return;
      const map = new MapLibre({
        container: box.current, style: config.style ?? baseStyle(config, isDark, currentLanguage()), bounds: boundsOf(first.current), fitBoundsOptions: { padding: 40, maxZoom: 13 },
        dragRotate: false, maxPitch: 0, fadeDuration: 0, attributionControl: { compact: true },
      });
      made = map;
      map.addControl(new NavigationControl({ showCompass: false }), 'top-right');
      map.on('style.load', () => { addPoints(map, isDark); foldAttribution(map.getContainer()); setMap(map); });
      map.on('click', ({ point }) => {
        const reach = 14;
        const [hit] = map.queryRenderedFeatures([[point.x - reach, point.y - reach], [point.x + reach, point.y + reach]], { layers: [source] });
        onPick(hit?.properties.code as string | undefined);
      });
    });
    return () => { isGone = true; made?.remove(); setMap(null); };
  }, [config, isDark, onPick]);

  useEffect(() => { map?.getSource<GeoJSONSource>(source)?.setData(points); }, [map, points]);
  return <div ref={box} role="application" aria-label={label} className={classes.map} data-ready={map !== null || undefined} />;
}

function addPoints(map: MapLibre, isDark: boolean): void {
  map.addSource(source, { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
  map.addLayer({
    id: source, type: 'circle', source,
    paint: {
      'circle-radius': ['interpolate', ['linear'], ['get', 'share'], 0, 4.5, 1, 13],
      'circle-color': ['match', ['get', 'tier'], 'A', tierColours.A, 'B', tierColours.B, 'C', tierColours.C, tierColours.D],
      'circle-stroke-color': isDark ? '#121416' : '#ffffff', 'circle-stroke-width': 1.2, 'circle-opacity': 0.9,
    },
  });
}

function featuresOf(accounts: MyAccount[]): FeatureCollection {
  const most = Math.max(1, ...accounts.map((account) => account.revenue_12m));
  const features = [...accounts].sort((a, b) => b.revenue_12m - a.revenue_12m).map((account) => ({
    type: 'Feature' as const,
    properties: { code: account.code, tier: account.tier, share: Math.sqrt(Math.max(0, account.revenue_12m) / most) },
    geometry: { type: 'Point' as const, coordinates: [account.lon!, account.lat!] },
  }));
  return { type: 'FeatureCollection', features };
}

function boundsOf(accounts: MyAccount[]): LngLatBounds {
  const bounds = new LngLatBounds();
  for (const account of accounts) bounds.extend([account.lon!, account.lat!]);
  return bounds.isEmpty() ? new LngLatBounds([-10, -10], [10, 10]) : bounds;
}
