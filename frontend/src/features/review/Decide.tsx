/** Approve, or send back with a reason; the submitter may withdraw instead. */
import { Alert, Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { type Decision, type Part, type Submission, useDecide, useWithdraw } from './api';

export function Decide({ submission, part }: { submission: Submission; part: Part }) {
  const { t } = useTranslation('review');
  const [asking, setAsking] = useState<Decision>();
  const withdraw = useWithdraw(submission.id);
  if (submission.can_withdraw && !part.can_decide) {
    return <Button variant="default" loading={withdraw.isPending} onClick={() => withdraw.mutate(undefined, { onError: (error) => notifications.show({ color: 'red', message: error.message }) })}>{t('withdraw')}</Button>;
  }
  if (!part.can_decide) return null;
  return (
    <>
      <Button onClick={() => setAsking('approve')}>{t('approve')}</Button>
      <Button variant="default" onClick={() => setAsking('send-back')}>{t('send_back')}</Button>
      {asking && <DecisionDialog submission={submission} part={part} decision={asking} onClose={() => setAsking(undefined)} />}
    </>
  );
}

type DialogProps = { submission: Submission; part: Part; decision: Decision; onClose: () => void };

function DecisionDialog({ submission, part, decision, onClose }: DialogProps) {
  const { t } = useTranslation('review');
  const [comment, setComment] = useState('');
  const decide = useDecide(submission.id);
  const key = decision === 'approve' ? 'approve' : 'send_back';
  const submit = (event: FormEvent) => {
    event.preventDefault();
    decide.mutate({ part: part.id, decision, comment }, { onSuccess: () => { notifications.show({ message: t(`${key}_done`, { name: part.name }) }); onClose(); } });
  };
  return (
    <Modal opened onClose={onClose} title={t(`${key}_title`, { name: part.name })} closeButtonProps={{ 'aria-label': t('common:action.close') }}>
      <form onSubmit={submit}>
        <Stack>
          <Text size="sm" c="dimmed">{t(`${key}_text`)}</Text>
          <Textarea label={t(decision === 'approve' ? 'comment_optional' : 'reason')} value={comment} onChange={(event) => setComment(event.currentTarget.value)} required={decision === 'send-back'} autosize minRows={3} maxLength={4000} data-autofocus />
          {decide.error && <Alert color="red">{decide.error.message}</Alert>}
          <Group justify="flex-end"><Button variant="default" onClick={onClose}>{t('common:action.cancel')}</Button><Button type="submit" color={decision === 'approve' ? undefined : 'red'} loading={decide.isPending}>{t(key)}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}
