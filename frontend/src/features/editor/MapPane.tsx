/** The map with its tools, tied to the editor for as long as it is on the screen. */
import { useComputedColorScheme } from '@mantine/core';
import type { PaddingOptions } from 'maplibre-gl';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { PlanMap } from '../../map/planMap';
import { PointerTools } from '../../map/pointer';
import { currentLanguage } from '../../shell/i18n';
import { FailedState } from '../../shell/states';
import { useEditor, useView } from './context';
import classes from './Editor.module.css';
import { cameraFromAddress, useAddress } from './useAddress';

/** What the panels leave free of the map. */
function freeOfPanels(): PaddingOptions {
  if (window.innerWidth <= 860) return { top: 24, bottom: window.innerHeight * 0.5, left: 24, right: 24 };
  return { top: 40, bottom: 110, left: 350, right: 350 };
}

export function MapPane() {
  const { t, i18n } = useTranslation('editor');
  const editor = useEditor();
  const container = useRef<HTMLDivElement>(null);
  const [tools, setTools] = useState<PointerTools | null>(null);
  const [error, setError] = useState<unknown>(null);
  const isDark = useComputedColorScheme('light') === 'dark';
  const appearance = useRef(isDark);
  const { tool, brush } = useView((view) => ({ tool: view.tool, brush: view.brush }));

  useEffect(() => {
    let map: PlanMap | null = null;
    let hands: PointerTools | null = null;
    let isGone = false;
    const { mesh, mapConfig, geography } = editor.data;
    PlanMap.create({
      container: container.current!, mesh, vector: editor.plan.vector, config: mapConfig, isDark: appearance.current, language: currentLanguage(),
      camera: cameraFromAddress(), home: editor.points.mostOf(), padding: freeOfPanels(), attribution: geography.attribution,
    }).then((made) => {
      if (isGone) return made.destroy();
      map = made;
      hands = new PointerTools(made.map, editor.points, made.locator, editor);
      editor.attach(made);
      setTools(hands);
      performance.mark('map:ready');
    }, setError);
    return () => {
      isGone = true;
      hands?.destroy();
      editor.detach();
      map?.destroy();
      setTools(null);
    };
  }, [editor]);

  useEffect(() => {
    appearance.current = isDark;
    editor.map?.setAppearance(isDark, currentLanguage());
  }, [editor, isDark, i18n.language, tools]);
  useEffect(() => tools?.use(tool), [tools, tool]);
  useEffect(() => tools?.setBrush(brush), [tools, brush]);
  useAddress(tools ? editor.map : null);

  if (error) return <FailedState error={error} />;
  return <div ref={container} className={classes.map} role="region" aria-label={t('map.label')} data-ready={tools ? 'true' : undefined} />;
}
