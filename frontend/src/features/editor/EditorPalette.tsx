/** The editor's entries in the command palette: territories, units, and everything that can be done. */
import { IconMap2, IconMapPin, IconWand } from '@tabler/icons-react';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

import { matches, type PaletteAction, type PaletteSource, usePaletteSource } from '../../shell/Palette';
import { useEditor } from './context';
import { useNames } from './useNames';
import { usePanel } from './usePanel';
import { toolKeys } from './useShortcuts';

export function EditorPalette() {
  useTerritories();
  useUnits();
  useCommands();
  return null;
}

function useTerritories(): void {
  const { t } = useTranslation('editor');
  const editor = useEditor();
  const source = useCallback<PaletteSource>(
    (query, limit) =>
      editor.plan.leaves().filter((leaf) => matches(leaf.name, query)).slice(0, limit).map((leaf) => ({
        id: `territory:${leaf.key}`, label: leaf.name, group: t('table.title'), icon: <IconMap2 size={16} />,
        run: () => { editor.choose(leaf.slot); editor.goToSlot(leaf.slot!); },
      })),
    [editor, t],
  );
  usePaletteSource('territories', source);
}

function useUnits(): void {
  const { t } = useTranslation('editor');
  const editor = useEditor();
  const { language } = useNames();
  const source = useCallback<PaletteSource>(
    (query, limit) => {
      if (query.trim().length < 2) return [];
      const found: PaletteAction[] = [];
      const { codes } = editor.data.units;
      for (let unit = 0; unit < codes.length && found.length < limit; unit++) {
        const name = editor.unitName(unit, language);
        if (!codes[unit].startsWith(query.trim()) && !matches(name, query)) continue;
        found.push({
          id: `unit:${unit}`, label: name, description: codes[unit] === name ? undefined : codes[unit], group: t('palette.units'), icon: <IconMapPin size={16} />,
          run: () => { editor.onPick(unit); editor.goToUnits([unit]); },
        });
      }
      return found;
    },
    [editor, language, t],
  );
  usePaletteSource('units', source);
}

function useCommands(): void {
  const { t } = useTranslation('editor');
  const editor = useEditor();
  const { openOptimise } = usePanel();
  const source = useCallback<PaletteSource>(
    (query, limit) => {
      const tools = Object.keys(toolKeys) as (keyof typeof toolKeys)[];
      const colours = ['territory', 'index', 'measure', 'change'] as const;
      const commands: [string, string, () => void][] = [
        ['undo', t('tool.undo'), () => editor.undo()],
        ['redo', t('tool.redo'), () => editor.redo()],
        ['optimise', t('bar.optimise'), openOptimise],
        ...tools.map((tool): [string, string, () => void] => [`tool:${tool}`, `${t(`tool.${tool}`)} (${toolKeys[tool]})`, () => editor.useTool(tool)]),
        ...colours.map((by): [string, string, () => void] => [`colour:${by}`, t('palette.colour_by', { what: t(`colour.${by}`) }), () => editor.setColourBy(by)]),
      ];
      return commands
        .filter(([, label]) => matches(label, query))
        .slice(0, limit)
        .map(([id, label, run]) => ({ id, label, run, group: t('palette.actions'), icon: <IconWand size={16} /> }));
    },
    [editor, openOptimise, t],
  );
  usePaletteSource('commands', source);
}
