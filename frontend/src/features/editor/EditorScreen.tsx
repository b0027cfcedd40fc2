/** The editor: the map is the desk, everything else lies on it. */
import { useComputedColorScheme } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { lazy, Suspense, useEffect } from 'react';

import { ConflictDialog } from './ConflictDialog';
import { useEditor } from './context';
import classes from './Editor.module.css';
import { EditorBar } from './EditorBar';
import { EditorPalette } from './EditorPalette';
import { MapPane } from './MapPane';
import { BottomStrip } from './panels/BottomStrip';
import { Legend } from './panels/Legend';
import { NoticeBanner } from './panels/NoticeBanner';
import { PhoneSheet } from './panels/PhoneSheet';
import { TerritoryCard } from './panels/TerritoryCard';
import { TerritoryPanel } from './panels/TerritoryPanel';
import { Toolbar } from './panels/Toolbar';
import { UnitCard } from './panels/UnitCard';
import { usePanel } from './usePanel';
import { useShortcuts } from './useShortcuts';
import { useWords } from './useWords';

const OptimisePanel = lazy(() => import('../optimise/OptimisePanel'));

export function EditorScreen() {
  const editor = useEditor();
  const isDark = useComputedColorScheme('light') === 'dark';
  const isPhone = useMediaQuery('(max-width: 860px)', window.innerWidth <= 860);
  const { isOptimising } = usePanel();
  useWords();
  useShortcuts();
  useEffect(() => editor.setDark(isDark), [editor, isDark]);
  return (
    <div className={classes.screen}>
      <EditorBar isPhone={isPhone} />
      <MapPane />
      <NoticeBanner />
      {isPhone ? <PhoneSheet /> : <Desk isOptimising={isOptimising} />}
      <ConflictDialog />
      <EditorPalette />
    </div>
  );
}

function Desk({ isOptimising }: { isOptimising: boolean }) {
  return (
    <>
      <div className={classes.left}>
        <TerritoryPanel />
      </div>
      <div className={classes.right}>
        {isOptimising ? <Suspense><OptimisePanel /></Suspense> : <><TerritoryCard /><UnitCard /></>}
      </div>
      <div className={classes.below}>
        <div className={classes.belowRow}>
          <Legend />
          <Toolbar />
        </div>
        <BottomStrip />
      </div>
    </>
  );
}
