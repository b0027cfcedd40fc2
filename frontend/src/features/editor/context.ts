import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import { useShallow } from 'zustand/react/shallow';

import type { Editor } from './model/editor';
import type { View } from './model/view';

export const EditorContext = createContext<Editor | null>(null);

export function useEditor(): Editor {
  const editor = useContext(EditorContext);
  if (!editor) throw new Error('outside of an editor');
  return editor;
}

/** A part of what is shown; the component draws again when it changes. */
export function useView<T>(select: (view: View) => T): T {
  return useStore(useEditor().view, useShallow(select));
}
