/** A geography: what it is, how it was made, what was repaired, and how it looks. */
import { Alert, Group, List, Paper, Stack, Table, Text, Title } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';

import { Tag } from '../../parts/Tag';
import { Figures } from '../../parts/Figures';
import { plainFill } from '../../parts/fills';
import { Page } from '../../parts/Page';
import { TerritoryMap } from '../../parts/TerritoryMap';
import { useUnits } from '../../parts/useGround';
import { formatCompact, formatNumber, localName } from '../../shell/format';
import { currentLanguage } from '../../shell/i18n';
import { Loaded } from '../../shell/states';
import { type GeographyDetail, type Repair, useGeography } from './api';
import { countryName } from './DataPage';

export function GeographyPage() {
  const { key = '' } = useParams();
  return <Loaded query={useGeography(key)} rows={8}>{(geography) => <GeographyView geography={geography} />}</Loaded>;
}

function GeographyView({ geography }: { geography: GeographyDetail }) {
  const { t } = useTranslation('data');
  const { report } = geography;
  const links = Object.values(report.links ?? {}).reduce((sum, count) => sum + count, 0);
  return (
    <Page title={<Group gap="sm">{localName(geography.names, geography.name)}{geography.approximate && <Tag tone="warn">{t('geography.approximate')}</Tag>}</Group>}
      name={localName(geography.names, geography.name)} crumbs={[{ label: t('title'), to: '/data' }]} lead={`${localName(geography.level_names, geography.level_name)} · ${countryName(geography.country)} · ${geography.release}`}>
      <Stack gap="xl">
        {geography.approximate && <Alert variant="default">{t('geography.approximate_text')}</Alert>}
        <Figures items={[
          { label: t('geography.units'), value: formatNumber(geography.n_units) },
          { label: t('geography.borders'), value: formatNumber(geography.n_borders) },
          { label: t('geography.links'), value: formatNumber(links) },
          { label: t('boundaries.islands'), value: formatNumber(report.islands?.pieces ?? 0) },
        ]} />
        <GeographyMap geography={geography} />
        <Making geography={geography} />
        <Measures geography={geography} />
        {geography.attribution && <section><Title order={2} size="h4" mb="xs">{t('geography.attribution')}</Title><Text size="sm" style={{ whiteSpace: 'pre-line' }}>{geography.attribution}</Text></section>}
      </Stack>
    </Page>
  );
}

function GeographyMap({ geography }: { geography: GeographyDetail }) {
  const { t } = useTranslation('data');
  const vector = useMemo(() => new Uint16Array(geography.n_units).fill(1), [geography.n_units]);
  const units = useUnits(geography.key, currentLanguage()).data;
  const [picked, setPicked] = useState(-1);
  return (
    <section>
      <Title order={2} size="h4" mb="xs">{t('geography.map')}</Title>
      <TerritoryMap label={t('geography.map')} ground={geography} vector={vector} fill={plainFill} onPick={setPicked} />
      <Text size="sm" c="dimmed" mt="xs" aria-live="polite">{units && picked >= 0 ? `${units.names[picked]} (${units.codes[picked]})` : t('geography.pick')}</Text>
    </section>
  );
}

function Making({ geography }: { geography: GeographyDetail }) {
  const { t } = useTranslation('data');
  const { repairs = [], links = {}, islands } = geography.report;
  return (
    <section>
      <Title order={2} size="h4" mb="xs">{t('geography.report')}</Title>
      <Paper withBorder p="lg">
        <List size="sm" spacing="xs">
          {repairs.map((repair, i) => <List.Item key={i}>{repairText(repair)}</List.Item>)}
          {islands && islands.pieces > 0 && <List.Item>{t('geography.islands_text', { pieces: formatNumber(islands.pieces), units: formatNumber(islands.units) })}</List.Item>}
          {Object.entries(links).map(([kind, count]) => <List.Item key={kind}>{t(`geography.link.${kind}`, { count, shown: formatNumber(count) })}</List.Item>)}
          <List.Item>{t('geography.connected')}</List.Item>
          <List.Item>{t('geography.projection')}: EPSG:{geography.srid_planning}</List.Item>
        </List>
      </Paper>
    </section>
  );
}

export const repairText = (repair: Repair): string => repair.text ?? [repair.kind.replaceAll('_', ' '), repair.count !== undefined ? formatNumber(repair.count) : ''].filter(Boolean).join(': ');

function Measures({ geography }: { geography: GeographyDetail }) {
  const { t } = useTranslation('data');
  if (!geography.measures.length) return null;
  return (
    <section>
      <Title order={2} size="h4" mb="xs">{t('geography.measures')}</Title>
      <Table.ScrollContainer minWidth={320}>
        <Table maw={560}>
          <Table.Thead><Table.Tr><Table.Th>{t('geography.measure')}</Table.Th><Table.Th>{t('geography.measure_unit')}</Table.Th><Table.Th ta="right">{t('geography.total')}</Table.Th></Table.Tr></Table.Thead>
          <Table.Tbody>{geography.measures.map((measure) => <Table.Tr key={measure.key}><Table.Td>{localName(measure.names, measure.key)}</Table.Td><Table.Td>{measure.unit}</Table.Td><Table.Td ta="right">{formatCompact(measure.total)}</Table.Td></Table.Tr>)}</Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </section>
  );
}
