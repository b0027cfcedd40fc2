/** The editor's keys. Shown in tooltips and in the sheet of shortcuts (?). */
import { useHotkeys } from '@mantine/hooks';

import type { ToolName } from '../../map/pointer';
import { useEditor } from './context';

export const toolKeys: Record<ToolName, string> = { select: 'V', click: 'C', brush: 'B', lasso: 'L', box: 'R' };
export const brushSizes = { min: 6, max: 120, step: 6 };

export function useShortcuts(): void {
  const editor = useEditor();
  const resize = (by: number) =>
    editor.view.setState(({ brush }) => ({ brush: Math.max(brushSizes.min, Math.min(brushSizes.max, brush + by)) }));
  useHotkeys([
    ...Object.entries(toolKeys).map(([tool, key]): [string, () => void] => [key, () => editor.useTool(tool as ToolName)]),
    ['mod+Z', () => editor.undo()],
    ['mod+shift+Z', () => editor.redo()],
    ['mod+Y', () => editor.redo()],
    ['[', () => resize(-brushSizes.step)],
    [']', () => resize(brushSizes.step)],
    ['Escape', () => editor.escape()],
    ['1', () => editor.setColourBy('territory')],
    ['2', () => editor.setColourBy('index')],
    ['3', () => editor.setColourBy('measure')],
    ['4', () => editor.setColourBy('change')],
  ]);
}
