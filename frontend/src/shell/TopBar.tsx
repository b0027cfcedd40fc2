/** A page's own part of the top bar: `<TopBar>name, state, actions</TopBar>` anywhere in the page. */
import { type ReactNode, useSyncExternalStore } from 'react';
import { createPortal } from 'react-dom';

let slot: HTMLElement | null = null;
const watchers = new Set<() => void>();

export function topBarSlot(element: HTMLElement | null): void {
  slot = element;
  watchers.forEach((watcher) => watcher());
}

function subscribe(watcher: () => void) {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

export function TopBar({ children }: { children: ReactNode }) {
  const target = useSyncExternalStore(subscribe, () => slot);
  return target ? createPortal(children, target) : null;
}
