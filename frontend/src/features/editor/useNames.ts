/** Names of units, measures and people in the reader's language. */
import { useTranslation } from 'react-i18next';

import type { Names, Position } from '../../api/types';
import type { Territory } from '../../core/types';
import { localName } from '../../shell/format';
import { useEditor } from './context';

export function useNames() {
  const editor = useEditor();
  const { i18n } = useTranslation();
  const language: 'en' | 'ko' = i18n.language.startsWith('ko') ? 'ko' : 'en';
  const { units, geography, cut, positions } = editor.data;
  const definitions = new Map(cut.definitions.map((definition) => [definition.key, definition]));

  const positionOf = (territory: Territory | undefined): Position | undefined => positions.get(territory?.position ?? '');

  return {
    language,
    unit: (unit: number) => editor.unitName(unit, language),
    parents: (unit: number): string[] =>
      geography.parent_levels.map((level) => {
        const code = units.parents[level]?.[unit];
        const name = geography.parent_names?.[level]?.[code];
        return typeof name === 'string' ? name : localName(name as Names | undefined, code);
      }).filter(Boolean),
    measure: (key: string) => localName(definitions.get(key)?.names, key),
    measureUnit: (key: string) => definitions.get(key)?.unit ?? '',
    positionOf,
    /** Who sits on the territory's post today; empty when it is vacant. */
    incumbent: (territory: Territory | undefined) => {
      const people = positionOf(territory)?.incumbents ?? [];
      const primary = people.find((person) => person.kind === 'primary') ?? people[0];
      return primary ? localName(primary.names, primary.name) : '';
    },
    parentOf: (territory: Territory): string => editor.plan.state.get('territories', territory.parent ?? '')?.name ?? '',
  };
}
