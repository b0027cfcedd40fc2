/** What waits for my decision, and what was decided. */
import { Anchor, Button, Group, SegmentedControl, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';

import { Tag, type Tone } from '../../parts/Tag';
import { useMe } from '../../api/session';
import { type Column, DataTable } from '../../parts/DataTable';
import { Page } from '../../parts/Page';
import { ThreeDates } from '../../parts/ThreeDates';
import { formatDateTime } from '../../shell/format';
import { EmptyState, Loaded } from '../../shell/states';
import { type PartState, type SubmissionLine, type SubmissionState, useSubmissions } from './api';

export function ReviewsPage() {
  const { t } = useTranslation('review');
  const [params, setParams] = useSearchParams();
  const isManager = useMe().data?.roles.some((grant) => grant.role === 'manager') ?? false;
  const shown = params.get('show') ?? (isManager ? 'mine' : 'all');
  const query = useSubmissions(shown === 'mine');
  return (
    <Page title={t('title')} lead={t('lead')}>
      <SegmentedControl mb="md" aria-label={t('which')} value={shown} onChange={(value) => setParams({ show: value }, { replace: true })} data={['mine', 'all'].map((value) => ({ value, label: t(`show.${value}`) }))} />
      <Loaded query={query}>{(page) => <SubmissionTable rows={page.results} isMine={shown === 'mine'} />}</Loaded>
    </Page>
  );
}

function SubmissionTable({ rows, isMine }: { rows: SubmissionLine[]; isMine: boolean }) {
  const { t } = useTranslation('review');
  const navigate = useNavigate();
  if (!rows.length) return <EmptyState title={t(isMine ? 'none_mine' : 'none')} text={t(isMine ? 'none_mine_text' : 'none_text')} action={isMine ? undefined : <Button component={Link} to="/plans">{t('to_plans')}</Button>} />;
  const columns: Column<SubmissionLine>[] = [
    { id: 'plan', header: t('column.plan'), value: (row) => row.alignment_name, cell: (row) => <SubmissionName row={row} /> },
    { id: 'state', header: t('column.state'), value: (row) => row.state, cell: (row) => <StateBadge state={row.state} /> },
    { id: 'parts', header: t('column.parts'), cell: (row) => <Parts row={row} /> },
    { id: 'dates', header: t('column.dates'), value: (row) => row.effective_on, cell: (row) => <Dates row={row} stacked /> },
  ];
  return (
    <DataTable label={t('title')} columns={columns} rows={rows} rowKey={(row) => String(row.id)} onOpen={(row) => void navigate(`/reviews/${row.id}`)}
      card={(row) => <><Group justify="space-between" align="flex-start" wrap="nowrap"><SubmissionName row={row} /><StateBadge state={row.state} /></Group><Parts row={row} /><Dates row={row} stacked /></>} />
  );
}

function SubmissionName({ row }: { row: SubmissionLine }) {
  const { t } = useTranslation('review');
  return (
    <div>
      <Anchor component={Link} to={`/reviews/${row.id}`} fw={600}>{row.alignment_name}</Anchor>
      <Text size="xs" c="dimmed">{t('submitted_by', { name: row.by?.name ?? '', at: formatDateTime(row.at) })}</Text>
    </div>
  );
}

const Dates = ({ row, stacked }: { row: SubmissionLine; stacked?: boolean }) => <ThreeDates dataOn={row.data_date} announceOn={row.announce_on} effectiveOn={row.effective_on} stacked={stacked} />;

const tones: Record<SubmissionState | PartState, Tone> = { open: 'warn', waiting: 'warn', sent_back: 'bad', approved: 'good', withdrawn: 'plain' };

export function StateBadge({ state, name }: { state: SubmissionState | PartState; name?: string }) {
  const { t } = useTranslation('review');
  return <Tag tone={tones[state]}>{name ? `${name}: ${t(`state.${state}`)}` : t(`state.${state}`)}</Tag>;
}

const Parts = ({ row }: { row: SubmissionLine }) => <Group gap={6} my={4}>{row.parts.map((part) => <StateBadge key={part.id} state={part.state} name={part.name} />)}</Group>;
