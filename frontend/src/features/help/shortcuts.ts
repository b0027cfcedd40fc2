/** The keys that do something, as the help page lists them. */
import { toolKeys } from '../editor/useShortcuts';

const command = navigator.platform.startsWith('Mac') ? '⌘' : 'Ctrl';

type Group = { context: string; keys: { name: string; keys: string[] }[] };

export const shortcuts: Group[] = [
  { context: 'everywhere', keys: [{ name: 'palette', keys: [command, 'K'] }] },
  {
    context: 'editor',
    keys: [
      { name: 'undo', keys: [command, 'Z'] },
      { name: 'redo', keys: [command, 'Shift', 'Z'] },
      ...Object.entries(toolKeys).map(([name, key]) => ({ name, keys: [key] })),
      { name: 'brush_size', keys: ['[', ']'] },
      { name: 'colours', keys: ['1', '2', '3', '4'] },
      { name: 'cancel', keys: ['Esc'] },
    ],
  },
  { context: 'tables', keys: [{ name: 'move', keys: ['↓', '↑'] }, { name: 'open', keys: ['Enter'] }] },
];
