import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import type { AlignmentState } from '../../api/types';

const colours: Record<AlignmentState, string> = { draft: 'gray', submitted: 'yellow', approved: 'teal', published: 'river', archived: 'gray' };

export function PlanState({ state }: { state: AlignmentState }) {
  const { t } = useTranslation('parts');
  return <Badge variant="light" color={colours[state]} tt="none" autoContrast>{t(`state.${state}`)}</Badge>;
}
