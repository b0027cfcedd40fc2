/** One page to decide on: the dates, what changes in a sentence, the map, the figures, what got better and worse, and the two buttons. */
import { Alert, Anchor, Grid, Group, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconArrowBackUp, IconCheck } from '@tabler/icons-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams, useSearchParams } from 'react-router';

import { Page } from '../../parts/Page';
import { ThreeDates } from '../../parts/ThreeDates';
import { formatDateTime } from '../../shell/format';
import { Loaded } from '../../shell/states';
import { BetterWorse } from './BetterWorse';
import { Comments } from './Comments';
import { Decide } from './Decide';
import { ReviewMap } from './ReviewMap';
import { StateBadge } from './ReviewsPage';
import { TerritoryCard } from './TerritoryCard';
import { TerritoryTable } from './TerritoryTable';
import { type Part, type Submission, useSubmission } from './api';
import classes from './ReviewPage.module.css';

export function ReviewPage() {
  const id = Number(useParams().submissionId);
  return <Loaded query={useSubmission(id)} rows={10}>{(submission) => <ReviewView submission={submission} />}</Loaded>;
}

function ReviewView({ submission }: { submission: Submission }) {
  const { t } = useTranslation('review');
  const [params, setParams] = useSearchParams();
  const open = useMemo(() => submission.parts.filter((part) => part.figures !== null), [submission.parts]);
  const part = open.find((one) => String(one.id) === params.get('part')) ?? open.find((one) => one.can_decide) ?? open[0];
  const selected = params.get('territory');
  const set = (key: string, value: string | null) => setParams((old) => { if (value) old.set(key, value); else old.delete(key); return old; }, { replace: true });
  return (
    <Page title={<span>{part ? `${part.name} · ` : ''}{submission.alignment_name}</span>} name={submission.alignment_name} crumbs={[{ label: t('title'), to: '/reviews' }]}
      lead={<ThreeDates dataOn={submission.data_date} announceOn={submission.announce_on} effectiveOn={submission.effective_on} />}
      actions={part && <div className={classes.actions}><Decide submission={submission} part={part} /></div>}>
      <Stack gap="lg">
        <Status submission={submission} part={part} />
        {open.length > 1 && (
          <SegmentedControl aria-label={t('parts')} className={classes.parts} value={String(part?.id)} onChange={(value) => { set('part', value); set('territory', null); }}
            data={open.map((one) => ({ value: String(one.id), label: one.name }))} />
        )}
        {part?.figures && <PartView submission={submission} part={part} selected={selected} onSelect={(key) => set('territory', key)} />}
        <Comments submission={submission} territory={selected} />
      </Stack>
    </Page>
  );
}

function Status({ submission, part }: { submission: Submission; part: Part | undefined }) {
  const { t } = useTranslation('review');
  return (
    <Stack gap="sm">
      <Group gap="xs">
        <Text size="sm" c="dimmed">{t('submitted_by', { name: submission.by?.name ?? '', at: formatDateTime(submission.at) })}</Text>
        {submission.parts.map((one) => <StateBadge key={one.id} state={one.state} name={one.name} />)}
        <Anchor component={Link} to={`/plans/${submission.alignment}`} size="sm">{t('open_plan')}</Anchor>
      </Group>
      {submission.note && <Alert variant="default" title={t('note')} style={{ whiteSpace: 'pre-line' }}>{submission.note}</Alert>}
      {part?.state === 'sent_back' && <Alert variant="default" icon={<IconArrowBackUp color="var(--bad)" size={18} />} title={t('sent_back_by', { name: part.decided_by?.name ?? '' })}>{part.comment}</Alert>}
      {part?.state === 'approved' && <Alert variant="default" icon={<IconCheck color="var(--good)" size={18} />} title={t('approved_by', { name: part.decided_by?.name ?? '', at: part.decided_at ? formatDateTime(part.decided_at) : '' })}>{part.comment}</Alert>}
    </Stack>
  );
}

type PartProps = { submission: Submission; part: Part; selected: string | null; onSelect: (key: string | null) => void };

function PartView({ submission, part, selected, onSelect }: PartProps) {
  const rows = part.figures!.territories;
  const row = rows.find((one) => one.key === selected);
  return (
    <>
      <Text size="lg" fw={600}>{part.sentence}</Text>
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <Stack gap="md" className={classes.sticky}>
            <ReviewMap submission={submission} rows={rows} selected={selected} onSelect={onSelect} />
            {row && <TerritoryCard row={row} submission={submission} onClose={() => onSelect(null)} />}
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <Stack gap="lg">
            <TerritoryTable rows={rows} submission={submission} selected={selected} onSelect={onSelect} />
            <BetterWorse rows={rows} band={submission.band} onSelect={onSelect} />
          </Stack>
        </Grid.Col>
      </Grid>
    </>
  );
}
