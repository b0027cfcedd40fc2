/** Gives the editor its words in the reader's language, and shows its notices. */
import { notifications } from '@mantine/notifications';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

import { useEditor } from './context';
import type { Notice, Words } from './model/editor';

export function useWords(): void {
  const editor = useEditor();
  const { t } = useTranslation('editor');
  useEffect(() => {
    const words: Words = {
      assign: (count, territory) => t('step.assign', { count, territory }),
      unassign: (count) => t('step.unassign', { count }),
      lock: (count) => t('step.lock', { count }),
      unlock: (count) => t('step.unlock', { count }),
      lockTerritory: (name) => t('step.lock_territory', { name }),
      unlockTerritory: (name) => t('step.unlock_territory', { name }),
      rename: (from, to) => t('step.rename', { from, to }),
      resolve: (count) => t('step.resolve', { count }),
    };
    editor.words = words;
    editor.notify = (notice) => notifications.show({ id: notice.kind, message: t(`notice.${notice.kind}`, params(notice)), withBorder: true });
  }, [editor, t]);
}

function params(notice: Notice): Record<string, unknown> {
  return { ...notice, context: notice.kind === 'locked' && notice.territory ? 'territory' : undefined };
}
