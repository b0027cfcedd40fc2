/** The ground under the units: a style by configuration, or our own from coast, borders and city names that come with the installation. */
import type { StyleSpecification } from 'maplibre-gl';

import { FONT } from './setup';

/** What `GET /config/map` says. */
export type MapConfig = {
  /** Address of a complete style to use instead of ours. */
  style?: string | null;
  basemap?: { land?: string; borders?: string; places?: string; attribution?: string } | null;
};

const shades = {
  light: { water: '#dfe6ea', land: '#f7f7f5', border: '#b9bec4', text: '#40464d', halo: '#ffffff' },
  dark: { water: '#14181b', land: '#22262a', border: '#474d55', text: '#c4cad1', halo: '#15181b' },
};

export function baseStyle({ basemap }: MapConfig, isDark: boolean, language: 'en' | 'ko'): StyleSpecification {
  const shade = isDark ? shades.dark : shades.light;
  const style: StyleSpecification = { version: 8, sources: {}, layers: [{ id: 'water', type: 'background', paint: { 'background-color': shade.water } }] };
  if (basemap?.land) {
    style.sources.land = { type: 'geojson', data: basemap.land, attribution: basemap.attribution };
    style.layers.push({ id: 'land', type: 'fill', source: 'land', paint: { 'fill-color': shade.land, 'fill-antialias': false } });
  }
  if (basemap?.borders) {
    style.sources.borders = { type: 'geojson', data: basemap.borders };
    style.layers.push({ id: 'base-borders', type: 'line', source: 'borders', paint: { 'line-color': shade.border, 'line-width': 0.8 } });
  }
  if (basemap?.places) {
    style.sources.places = { type: 'geojson', data: basemap.places };
    style.layers.push({
      id: 'places',
      type: 'symbol',
      source: 'places',
      minzoom: 4,
      layout: {
        'text-field': ['coalesce', ['get', language === 'ko' ? 'name_ko' : 'name'], ['get', 'name']],
        'text-font': [FONT],
        'text-size': 11,
        'symbol-sort-key': ['-', 0, ['coalesce', ['get', 'population'], 0]],
        'text-padding': 12,
      },
      paint: { 'text-color': shade.text, 'text-opacity': 0.75, 'text-halo-color': shade.halo, 'text-halo-width': 1.1 },
    });
  }
  return style;
}

export const labelColours = (isDark: boolean): { text: string; halo: string } =>
  isDark ? { text: '#ffffff', halo: 'rgba(10,12,14,0.85)' } : { text: '#15181c', halo: 'rgba(255,255,255,0.9)' };
