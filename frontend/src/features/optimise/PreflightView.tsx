/** Before it runs: what was understood, what is impossible, and the ways out of it. */
import { Alert, Button, List, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

import { useEditor } from '../editor/context';
import type { Finding, Preflight, RelaxationAction, RunRequest } from './types';

type Props = { answer: Preflight | undefined; error: Error | null; apply: (parts: Partial<RunRequest>) => void };

export function PreflightView({ answer, error, apply }: Props) {
  const { t } = useTranslation('optimise');
  if (error) return <Alert color="red" icon={<IconAlertTriangle size={16} />}>{error.message}</Alert>;
  if (!answer) return <Text size="sm" c="dimmed">{t('preflight.reading')}</Text>;
  return (
    <Stack gap="xs" aria-live="polite">
      <Text size="sm" fw={600}>{t('preflight.understood')}</Text>
      <List size="sm" spacing={2} listStyleType="disc" pl="sm">
        {answer.understood.sentences.map((sentence) => <List.Item key={sentence}>{sentence}</List.Item>)}
      </List>
      <Findings findings={answer.findings} apply={apply} />
    </Stack>
  );
}

export function Findings({ findings, apply }: { findings: Finding[]; apply?: Props['apply'] }) {
  return findings.map((finding) => (
    <Alert key={finding.code + finding.text} p="sm" color={finding.severity === 'error' ? 'red' : 'yellow'} icon={finding.severity === 'error' ? <IconAlertTriangle size={16} /> : <IconInfoCircle size={16} />}>
      <Text size="sm">{finding.text}</Text>
      <Stack gap={4} mt={finding.relaxations.length ? 6 : 0} align="flex-start">
        {finding.relaxations.map((way) => <WayOut key={way.text} text={way.text} action={way.action} apply={apply} />)}
      </Stack>
    </Alert>
  ));
}

function WayOut({ text, action, apply }: { text: string; action: RelaxationAction; apply?: Props['apply'] }) {
  const editor = useEditor();
  const slot = action?.open?.territory ? editor.plan.state.get('territories', action.open.territory)?.slot : null;
  const units = action?.link;
  const act = action?.set && apply ? () => apply(action.set!) : slot ? () => { editor.choose(slot); editor.goToSlot(slot); } : units ? () => editor.goToUnits(units) : null;
  if (!act) return <Text size="sm">→ {text}</Text>;
  return <Button size="compact-xs" variant="default" h="auto" py={3} styles={{ label: { whiteSpace: 'normal', textAlign: 'left' } }} onClick={act}>{text}</Button>;
}
