/** A map with units on it: MapLibre, the unit layer, and the labels. The only place that knows how the three hang together. */
import 'maplibre-gl/dist/maplibre-gl.css';

import type { Feature } from 'geojson';
import { AttributionControl, type GeoJSONSource, Map as MapLibre, NavigationControl, type PaddingOptions, ScaleControl } from 'maplibre-gl';

import { type Box, latOf, lonOf, mercatorX, mercatorY } from '../core/spatial';
import { baseStyle, labelColours, type MapConfig } from './baseStyle';
import { UnitLocator } from './locator';
import type { Mesh } from './mesh';
import { FONT, prepareMap } from './setup';
import { ink, UnitLayer } from './unitLayer';

export type Camera = { lng: number; lat: number; zoom: number };

export type Label = { lng: number; lat: number; text: string; weight: number };

export type PlanMapOptions = {
  container: HTMLElement;
  mesh: Mesh;
  vector: Uint16Array;
  config: MapConfig;
  isDark: boolean;
  language: 'en' | 'ko';
  camera: Camera | null;
  /** Mercator box to begin with when there is no camera, and how much of the screen is covered by panels. */
  home: Box;
  padding: PaddingOptions;
  attribution?: string;
};

const layers = { territories: 'territory-labels', units: 'unit-labels', homes: 'homes' } as const;
type LabelLayer = 'territories' | 'units';

export class PlanMap {
  readonly map: MapLibre;
  readonly units: UnitLayer;
  readonly locator: UnitLocator;
  private readonly labels: Record<LabelLayer, Label[]> = { territories: [], units: [] };
  private homes: [number, number][] = [];

  static async create(options: PlanMapOptions): Promise<PlanMap> {
    await prepareMap();
    const result = new PlanMap(options);
    await new Promise<void>((resolve) => result.map.once('style.load', () => resolve()));
    result.dress();
    return result;
  }

  private constructor(private options: PlanMapOptions) {
    const { container, config, isDark, language, camera, home, padding } = options;
    this.map = new MapLibre({
      container,
      style: baseStyle(config, isDark, language),
      ...(camera ? { center: [camera.lng, camera.lat] as [number, number], zoom: camera.zoom } : { bounds: boundsOf(home), fitBoundsOptions: { padding } }),
      maxPitch: 0,
      pitchWithRotate: false,
      dragRotate: false,
      renderWorldCopies: false,
      attributionControl: false,
      fadeDuration: 0,
      maxZoom: 15,
      canvasContextAttributes: { antialias: true },
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.keyboard.disableRotation();
    this.map.doubleClickZoom.disable();
    this.map.addControl(new NavigationControl({ showCompass: false }), 'bottom-right');
    this.map.addControl(new ScaleControl({ maxWidth: 90 }), 'bottom-right');
    this.map.addControl(new AttributionControl({ compact: true, customAttribution: options.attribution }), 'bottom-right');
    foldAttribution(container);
    this.units = new UnitLayer(options.mesh, options.vector);
    this.units.setTheme(isDark ? ink.dark : ink.light);
    this.locator = new UnitLocator(options.mesh);
    this.map.on('webglcontextrestored', () => this.dress());
  }

  destroy(): void {
    this.map.remove();
  }

  /** Puts our layers on the style: after it loaded, changed, or came back from a lost context. */
  private dress(): void {
    const { map } = this;
    const firstLabel = map.getStyle().layers.find((layer) => layer.type === 'symbol')?.id;
    if (!map.getLayer(this.units.id)) map.addLayer(this.units, firstLabel);
    this.addHomes();
    this.addLabels('territories', 12.5, 2);
    this.addLabels('units', 10.5, 1.2);
  }

  private addHomes(): void {
    if (this.map.getSource(layers.homes)) return;
    this.map.addSource(layers.homes, { type: 'geojson', data: { type: 'FeatureCollection', features: this.homeFeatures() } });
    this.map.addLayer({
      id: layers.homes,
      type: 'circle',
      source: layers.homes,
      paint: { 'circle-radius': 3.2, 'circle-color': '#ffffff', 'circle-stroke-color': '#16191d', 'circle-stroke-width': 1.6 },
    });
  }

  private addLabels(kind: LabelLayer, size: number, halo: number): void {
    const id = layers[kind];
    if (this.map.getSource(id)) return;
    const colours = labelColours(this.options.isDark);
    this.map.addSource(id, { type: 'geojson', data: { type: 'FeatureCollection', features: this.labelFeatures(kind) } });
    this.map.addLayer({
      id,
      type: 'symbol',
      source: id,
      layout: { 'text-field': ['get', 'text'], 'text-font': [FONT], 'text-size': size, 'text-max-width': 9, 'symbol-sort-key': ['-', 0, ['get', 'weight']], 'text-padding': kind === 'units' ? 4 : 6 },
      paint: { 'text-color': colours.text, 'text-halo-color': colours.halo, 'text-halo-width': halo, 'text-opacity': kind === 'units' ? 0.8 : 1 },
    });
  }

  setLabels(kind: LabelLayer, labels: Label[]): void {
    this.labels[kind] = labels;
    this.map.getSource<GeoJSONSource>(layers[kind])?.setData({ type: 'FeatureCollection', features: this.labelFeatures(kind) });
  }

  setHomes(homes: [number, number][]): void {
    this.homes = homes;
    this.map.getSource<GeoJSONSource>(layers.homes)?.setData({ type: 'FeatureCollection', features: this.homeFeatures() });
  }

  private homeFeatures(): Feature[] {
    return this.homes.map((coordinates) => ({ type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates } }));
  }

  private labelFeatures(kind: LabelLayer): Feature[] {
    return this.labels[kind].map(({ lng, lat, text, weight }) => ({ type: 'Feature', properties: { text, weight }, geometry: { type: 'Point', coordinates: [lng, lat] } }));
  }

  setAppearance(isDark: boolean, language: 'en' | 'ko'): void {
    if (isDark === this.options.isDark && language === this.options.language) return;
    this.options = { ...this.options, isDark, language };
    this.units.setTheme(isDark ? ink.dark : ink.light);
    if (this.options.config.style) return;
    this.map.setStyle(baseStyle(this.options.config, isDark, language), { diff: false });
    this.map.once('style.load', () => this.dress());
  }

  camera(): Camera {
    const { lng, lat } = this.map.getCenter();
    return { lng, lat, zoom: this.map.getZoom() };
  }

  /** Brings a mercator box into view. */
  show(box: Box, isReduced = false): void {
    this.map.fitBounds(boundsOf(box), { padding: this.options.padding, maxZoom: 11, duration: isReduced ? 0 : 200 });
  }

  /** West, north, east, south of what is seen, in mercator. */
  view(): Box {
    const bounds = this.map.getBounds();
    return [mercatorX(bounds.getWest()), mercatorY(bounds.getNorth()), mercatorX(bounds.getEast()), mercatorY(bounds.getSouth())];
  }
}

const boundsOf = (box: Box): [number, number, number, number] => [lonOf(box[0]), latOf(box[3]), lonOf(box[2]), latOf(box[1])];

/** The sources stay one click away instead of lying over the map from the start. */
function foldAttribution(container: HTMLElement): void {
  const details = container.querySelector('.maplibregl-ctrl-attrib');
  details?.classList.remove('maplibregl-compact-show');
  details?.removeAttribute('open');
}
