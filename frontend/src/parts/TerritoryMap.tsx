/** A map to read: units in their colours, borders between territories, a click that says which unit. Nothing can be drawn on it. */
import { useComputedColorScheme } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api } from '../api/client';
import { type Box, boxOfMost, mercatorX, mercatorY } from '../core/spatial';
import type { MapConfig } from '../map/baseStyle';
import { readMesh } from '../map/mesh';
import type { Label, PlanMap } from '../map/planMap';
import type { Fill } from '../map/unitLayer';
import { currentLanguage } from '../shell/i18n';
import { FailedState } from '../shell/states';
import classes from './TerritoryMap.module.css';

type Ground = { mesh: string | null; bbox: [number, number, number, number]; attribution: string };

const padding = { top: 24, right: 24, bottom: 24, left: 24 };

const mercatorBox = ([west, south, east, north]: Ground['bbox']): Box => [mercatorX(west), mercatorY(north), mercatorX(east), mercatorY(south)];

type Props = {
  /** Read to those who do not see the map. */
  label: string;
  ground: Ground;
  vector: Uint16Array;
  fill: (isDark: boolean) => Fill;
  /** Where the borders were before. */
  before?: Uint16Array | null;
  selected?: number | null;
  labels?: Label[];
  homes?: [number, number][];
  /** Brings these units into view. */
  focus?: Uint32Array | null;
  height?: number | string;
  onPick?: (unit: number) => void;
};

const useMapConfig = () => useQuery({ queryKey: ['map-config'], queryFn: () => api.get<MapConfig>('/config/map'), staleTime: Infinity });
const useMesh = (address: string | null) =>
  useQuery({ queryKey: ['mesh', address], queryFn: async () => readMesh(await api.bytes(address!)), enabled: address !== null, staleTime: Infinity, gcTime: 600_000, structuralSharing: false });

export function TerritoryMap(props: Props) {
  const { t } = useTranslation('parts');
  const { label, ground, vector, fill, height = 420 } = props;
  const config = useMapConfig();
  const mesh = useMesh(ground.mesh);
  const box = useRef<HTMLDivElement>(null);
  const isDark = useComputedColorScheme('light') === 'dark';
  const [map, setMap] = useState<PlanMap | null>(null);
  const first = useRef({ vector, isDark });
  const pick = useRef(props.onPick);
  useEffect(() => {
    pick.current = props.onPick;
    first.current = { vector, isDark };
  });

  useEffect(() => {
    const container = box.current;
    if (!container || !config.data || !mesh.data) return;
    let made: PlanMap | null = null;
    let isGone = false;
    void import('../map/planMap').then(async ({ PlanMap: Maker }) => {
      if (isGone) return;
      const { vector: slots, isDark: dark } = first.current;
      made = await Maker.create({ container, mesh: mesh.data, vector: slots, config: config.data, isDark: dark, language: currentLanguage(), camera: null, home: mercatorBox(ground.bbox), padding, attribution: ground.attribution });
      if (isGone) return made.destroy();
      const shown = made;
      foldAttribution(container);
      shown.map.on('click', ({ lngLat }) => pick.current?.(shown.locator.at([mercatorX(lngLat.lng), mercatorY(lngLat.lat)])));
      setMap(shown);
    });
    return () => {
      isGone = true;
      made?.destroy();
      setMap(null);
    };
  }, [config.data, mesh.data, ground]);

  useEffect(() => map?.setAppearance(isDark, currentLanguage()), [map, isDark]);
  useEffect(() => map?.units.repaint(vector), [map, vector]);
  useEffect(() => map?.units.recolour(fill(isDark)), [map, isDark, fill]);
  useEffect(() => map?.units.compareWith(props.before ?? null), [map, props.before]);
  useEffect(() => map?.units.select(props.selected ?? null), [map, props.selected]);
  useEffect(() => map?.setLabels('territories', props.labels ?? []), [map, props.labels]);
  useEffect(() => map?.setHomes(props.homes ?? []), [map, props.homes]);
  useEffect(() => {
    if (map) map.show(boxAround(map, props.focus?.length ? props.focus : allUnits(vector.length)));
  }, [map, props.focus, vector.length]);

  const error = config.error ?? mesh.error;
  if (error) return <FailedState error={error} retry={() => { void config.refetch(); void mesh.refetch(); }} />;
  if (!ground.mesh) return <p className={classes.none}>{t('no_map')}</p>;
  return <div ref={box} role="application" aria-label={label} className={classes.map} style={{ height }} data-ready={map !== null || undefined} />;
}

/** Sources stay one press away instead of over the map. */
export function foldAttribution(container: HTMLElement): void {
  container.querySelector('.maplibregl-ctrl-attrib')?.removeAttribute('open');
  container.querySelector('.maplibregl-ctrl-attrib')?.classList.remove('maplibregl-compact-show');
}

const allUnits = (n: number): Uint32Array => Uint32Array.from({ length: n }, (_, unit) => unit);

/** Few units whole; of many, where most of them are. */
function boxAround(map: PlanMap, units: Uint32Array): Box {
  const boxes = Array.from(units, (unit) => map.locator.boxOf(unit));
  if (units.length > 50) return boxOfMost(Float64Array.from(boxes.flatMap(([x0, y0, x1, y1]) => [(x0 + x1) / 2, (y0 + y1) / 2])));
  return boxes.reduce((all, box) => [Math.min(all[0], box[0]), Math.min(all[1], box[1]), Math.max(all[2], box[2]), Math.max(all[3], box[3])]);
}
