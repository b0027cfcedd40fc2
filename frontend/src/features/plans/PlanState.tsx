import { useTranslation } from 'react-i18next';

import { Tag, type Tone } from '../../parts/Tag';
import type { AlignmentState } from '../../api/types';

const tones: Record<AlignmentState, Tone> = { draft: 'plain', submitted: 'warn', approved: 'good', published: 'accent', archived: 'plain' };

export function PlanState({ state }: { state: AlignmentState }) {
  const { t } = useTranslation('parts');
  return <Tag tone={tones[state]}>{t(`state.${state}`)}</Tag>;
}
