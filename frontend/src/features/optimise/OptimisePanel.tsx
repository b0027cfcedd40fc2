/** Optimising, in a panel beside the map: ask, watch it form, decide. */
import { ActionIcon } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

import { FailedState, LoadingState } from '../../shell/states';
import { useEditor } from '../editor/context';
import classes from '../editor/Editor.module.css';
import { usePanel } from '../editor/usePanel';
import { AskForm } from './AskForm';
import { RunView } from './RunView';
import { useRun } from './useRun';

export default function OptimisePanel() {
  const { t } = useTranslation('optimise');
  const { close } = usePanel();
  return (
    <section className={classes.panel} style={{ display: 'flex', flexDirection: 'column', minHeight: 0 }} aria-label={t('title')}>
      <div className={classes.head}>
        <h2 className={classes.title} style={{ margin: 0 }}>{t('title')}</h2>
        <ActionIcon aria-label={t('common:action.close')} onClick={close}><IconX size={16} /></ActionIcon>
      </div>
      <div className={classes.card}><Content /></div>
    </section>
  );
}

function Content() {
  const editor = useEditor();
  const { runId, openRun } = usePanel();
  const run = useRun(runId);
  useEffect(() => () => editor.showVector(null), [editor, runId]);
  if (runId === null) return <AskForm onStarted={openRun} />;
  if (run.data) return <RunView run={run.data} />;
  return run.error ? <FailedState error={run.error} retry={() => void run.refetch()} /> : <LoadingState rows={5} />;
}
