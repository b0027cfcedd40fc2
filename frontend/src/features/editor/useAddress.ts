/** The address holds camera, chosen territory and colouring, both ways. */
import { useEffect } from 'react';
import { useStore } from 'zustand';

import type { Camera, PlanMap } from '../../map/planMap';
import { useEditor } from './context';
import type { ColourBy } from './model/colouring';

/** Replaces parts of the address without a new entry in the browser's history; null takes a part away. */
function write(parts: Record<string, string | null>): void {
  const url = new URL(window.location.href);
  for (const [key, value] of Object.entries(parts)) {
    if (value === null) url.searchParams.delete(key);
    else url.searchParams.set(key, value);
  }
  window.history.replaceState(window.history.state, '', url);
}

export function cameraFromAddress(): Camera | null {
  const [lng, lat, zoom] = (new URLSearchParams(window.location.search).get('at') ?? '').split(',').map(Number);
  return Number.isFinite(lng) && Number.isFinite(lat) && Number.isFinite(zoom) ? { lng, lat, zoom } : null;
}

const colourings: ColourBy[] = ['territory', 'index', 'measure', 'change'];

export function useAddress(map: PlanMap | null): void {
  const editor = useEditor();
  const { target, colourBy, measure } = useStore(editor.view);

  useEffect(() => {
    if (!map) return;
    const search = new URLSearchParams(window.location.search);
    const territory = editor.plan.state.get('territories', search.get('territory') ?? '');
    if (territory?.slot) editor.choose(territory.slot);
    const by = search.get('by') as ColourBy | null;
    if (by && colourings.includes(by)) editor.setColourBy(by, search.get('measure') ?? undefined);
    const keep = () => {
      const { lng, lat, zoom } = map.camera();
      write({ at: [lng.toFixed(4), lat.toFixed(4), zoom.toFixed(2)].join(',') });
    };
    map.map.on('moveend', keep);
    return () => void map.map.off('moveend', keep);
  }, [editor, map]);

  useEffect(() => {
    if (!map) return;
    write({
      territory: (target && editor.plan.atSlot(target)?.key) || null,
      by: colourBy === 'territory' ? null : colourBy,
      measure: colourBy === 'measure' ? measure : null,
    });
  }, [editor, map, target, colourBy, measure]);
}
