/** What must happen once before the first map: the worker's address, and a font that knows both scripts. */
import { addProtocol, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { Protocol } from 'pmtiles';
import mapFont from 'pretendard/dist/web/static/woff2/Pretendard-Medium.woff2?url';

/** Labels are drawn with local fonts (no glyph server); the whole font must be there before the map is made. */
export const FONT = 'Evenlode Map';

setWorkerUrl(workerUrl);
addProtocol('pmtiles', new Protocol().tile);

let ready: Promise<void> | null = null;

export function prepareMap(): Promise<void> {
  ready ??= loadFont();
  return ready;
}

async function loadFont(): Promise<void> {
  const face = new FontFace(FONT, `url(${mapFont})`);
  document.fonts.add(await face.load());
  await document.fonts.load(`400 16px "${FONT}"`, '가A');
}
