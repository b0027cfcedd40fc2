/** The command palette (Ctrl/⌘ K). A page offers its own entries with `usePaletteActions`; pages to go to are always there. */
import { Spotlight, spotlight } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { type ReactNode, useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { create } from 'zustand';

import { useMe } from '../api/session';
import { places } from './places';

export type PaletteAction = { id: string; label: string; description?: string; icon?: ReactNode; group: string; run: () => void };
/** Answers a query with at most `limit` entries; called at every keystroke, so it must be quick. */
export type PaletteSource = (query: string, limit: number) => PaletteAction[];

type Registry = { sources: Map<string, PaletteSource>; set: (id: string, source: PaletteSource | null) => void };

const useRegistry = create<Registry>((update) => ({
  sources: new Map(),
  set: (id, source) =>
    update(({ sources }) => {
      const next = new Map(sources);
      if (source) next.set(id, source);
      else next.delete(id);
      return { sources: next };
    }),
}));

/** Offers entries while the calling page is shown. `source` must be stable (useCallback). */
export function usePaletteSource(id: string, source: PaletteSource): void {
  const set = useRegistry((registry) => registry.set);
  useEffect(() => {
    set(id, source);
    return () => set(id, null);
  }, [id, source, set]);
}

export const openPalette = (): void => spotlight.open();

export const matches = (text: string, query: string): boolean => text.toLowerCase().includes(query.trim().toLowerCase());

const perSource = 8;

export function Palette() {
  const { t } = useTranslation();
  const [query, setQuery] = useState('');
  const sources = useRegistry((registry) => registry.sources);
  const pages = usePages();
  const found = useMemo(
    () => [...[...sources.values()].flatMap((source) => source(query, perSource)), ...pages.filter((page) => matches(page.label, query))],
    [sources, query, pages],
  );
  return (
    <Spotlight.Root query={query} onQueryChange={setQuery} shortcut={['mod + K']} maxHeight={440} scrollable>
      <Spotlight.Search placeholder={t('palette.placeholder')} leftSection={<IconSearch size={18} />} />
      <Spotlight.ActionsList>
        {groupBy(found).map(([group, actions]) => (
          <Spotlight.ActionsGroup key={group} label={group}>
            {actions.map((action) => (
              <Spotlight.Action key={action.id} label={action.label} description={action.description} leftSection={action.icon} onClick={action.run} />
            ))}
          </Spotlight.ActionsGroup>
        ))}
        {found.length === 0 && <Spotlight.Empty>{t('palette.nothing')}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}

function usePages(): PaletteAction[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const roles = useMe().data?.roles;
  return useMemo(
    () =>
      places
        .filter((place) => roles?.some((grant) => place.roles.includes(grant.role)))
        .map((place) => ({ id: `page:${place.key}`, label: t(`place.${place.key}`), group: t('palette.pages'), run: () => void navigate(place.to) })),
    [roles, t, navigate],
  );
}

function groupBy(actions: PaletteAction[]): [string, PaletteAction[]][] {
  const groups = new Map<string, PaletteAction[]>();
  for (const action of actions) groups.set(action.group, [...(groups.get(action.group) ?? []), action]);
  return [...groups];
}
