/** The keys that do something, as the help page lists them. */
const command = navigator.platform.startsWith('Mac') ? '⌘' : 'Ctrl';

type Group = { context: string; keys: { name: string; keys: string[] }[] };

export const shortcuts: Group[] = [
  { context: 'everywhere', keys: [{ name: 'palette', keys: [command, 'K'] }] },
  {
    context: 'editor',
    keys: [
      { name: 'undo', keys: [command, 'Z'] },
      { name: 'redo', keys: [command, 'Shift', 'Z'] },
      { name: 'click', keys: ['C'] },
      { name: 'brush', keys: ['B'] },
      { name: 'lasso', keys: ['L'] },
      { name: 'box', keys: ['X'] },
      { name: 'cancel', keys: ['Esc'] },
    ],
  },
  { context: 'tables', keys: [{ name: 'move', keys: ['↓', '↑'] }, { name: 'open', keys: ['Enter'] }] },
];
