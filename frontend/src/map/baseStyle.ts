/** The ground under the units: a style, raster or vector archive by configuration, or our own offline archive of coast, borders and cities. */
import type { LayerSpecification, SourceSpecification, StyleSpecification } from 'maplibre-gl';

import { FONT } from './setup';

/** What `GET /config/map` says. */
export type MapConfig = {
  /** A complete style; wins over the rest. */
  style: string | null;
  /** Raster template {z}/{x}/{y}. */
  tiles: string | null;
  /** A vector archive with `layers` (land, countries, states, lakes). */
  pmtiles: string | null;
  layers: string[];
  /** GeoJSON of cities: name, name_ko, rank, population. */
  labels: string | null;
  attribution: string;
};

export const noBaseMap: MapConfig = { style: null, tiles: null, pmtiles: null, layers: [], labels: null, attribution: '' };

type Shade = Record<'water' | 'land' | 'border' | 'state' | 'text' | 'halo', string>;

const light: Shade = { water: '#dce4e9', land: '#f6f6f4', border: '#9aa1a9', state: '#c9cdd2', text: '#3d434a', halo: '#ffffff' };
const dark: Shade = { water: '#121619', land: '#23272b', border: '#5b626b', state: '#3a4047', text: '#c4cad1', halo: '#15181b' };

export function baseStyle(config: MapConfig, isDark: boolean, language: 'en' | 'ko'): StyleSpecification | string {
  if (config.style) return config.style;
  const shade = isDark ? dark : light;
  const ground = config.tiles ? raster(config) : config.pmtiles ? archive(config, shade) : { sources: {}, layers: [] };
  const places = config.labels ? cities(config.labels, shade, language) : { sources: {}, layers: [] };
  return {
    version: 8,
    sources: { ...ground.sources, ...places.sources },
    layers: [{ id: 'water', type: 'background', paint: { 'background-color': shade.water } }, ...ground.layers, ...places.layers],
  };
}

type Part = { sources: Record<string, SourceSpecification>; layers: LayerSpecification[] };

function raster({ tiles, attribution }: MapConfig): Part {
  return {
    sources: { base: { type: 'raster', tiles: [tiles!], tileSize: 256, attribution } },
    layers: [{ id: 'base', type: 'raster', source: 'base' }],
  };
}

function archive({ pmtiles, layers, attribution }: MapConfig, shade: Shade): Part {
  const all: LayerSpecification[] = [
    { id: 'land', type: 'fill', source: 'base', 'source-layer': 'land', paint: { 'fill-color': shade.land, 'fill-antialias': false } },
    { id: 'lakes', type: 'fill', source: 'base', 'source-layer': 'lakes', paint: { 'fill-color': shade.water, 'fill-antialias': false } },
    { id: 'states', type: 'line', source: 'base', 'source-layer': 'states', paint: { 'line-color': shade.state, 'line-width': 0.6 } },
    { id: 'countries', type: 'line', source: 'base', 'source-layer': 'countries', paint: { 'line-color': shade.border, 'line-width': 0.9 } },
  ];
  return {
    sources: { base: { type: 'vector', url: `pmtiles://${new URL(pmtiles!, window.location.origin).href}`, attribution } },
    layers: all.filter((layer) => layers.includes(layer.id)),
  };
}

function cities(labels: string, shade: Shade, language: 'en' | 'ko'): Part {
  const name = language === 'ko' ? ['coalesce', ['get', 'name_ko'], ['get', 'name']] : ['get', 'name'];
  return {
    sources: { cities: { type: 'geojson', data: labels } },
    layers: [{
      id: 'cities',
      type: 'symbol',
      source: 'cities',
      layout: {
        'text-field': name as never,
        'text-font': [FONT],
        'text-size': 11,
        'symbol-sort-key': ['-', 0, ['coalesce', ['get', 'population'], 0]],
        'text-padding': 14,
      },
      paint: { 'text-color': shade.text, 'text-opacity': 0.7, 'text-halo-color': shade.halo, 'text-halo-width': 1 },
    }],
  };
}

export const labelColours = (isDark: boolean): { text: string; halo: string } =>
  isDark ? { text: '#ffffff', halo: 'rgba(10,12,14,0.85)' } : { text: '#15181c', halo: 'rgba(255,255,255,0.9)' };
