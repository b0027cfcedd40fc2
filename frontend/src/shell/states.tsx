/** What a view shows when it has nothing else to show: empty, loading, failed, no right. */
import { Button, Center, Skeleton, Stack, Text, ThemeIcon } from '@mantine/core';
import { IconAlertTriangle, IconLock, IconMoodEmpty, IconPlugConnectedX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import { isForbidden, isMissing, Unreachable } from '../api/problem';

type NoticeProps = { icon: ReactNode; color?: string; title: string; text?: string; action?: ReactNode };

function Notice({ icon, color = 'gray', title, text, action }: NoticeProps) {
  return (
    <Center mih={240} p="xl">
      <Stack align="center" gap="sm" maw={420}>
        <ThemeIcon size={44} radius="xl" variant="light" color={color}>{icon}</ThemeIcon>
        <Text fw={650} ta="center">{title}</Text>
        {text && <Text size="sm" c="dimmed" ta="center">{text}</Text>}
        {action}
      </Stack>
    </Center>
  );
}

/** Nothing here yet; `action` is the next step. */
export function EmptyState({ title, text, action, icon }: { title: string; text?: string; action?: ReactNode; icon?: ReactNode }) {
  return <Notice icon={icon ?? <IconMoodEmpty size={22} />} title={title} text={text} action={action} />;
}

/** Grey bars where the content will be. */
export function LoadingState({ rows = 6 }: { rows?: number }) {
  const { t } = useTranslation();
  return (
    <Stack gap="sm" p="lg" role="status" aria-label={t('loading')}>
      {Array.from({ length: rows }, (_, i) => <Skeleton key={i} height={i ? 18 : 28} width={i ? `${92 - 9 * (i % 4)}%` : '40%'} />)}
    </Stack>
  );
}

/** Says what failed in the server's own words; no-right, not-found and no-connection have their own faces. */
export function FailedState({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation();
  const again = retry && <Button variant="default" onClick={retry}>{t('action.retry')}</Button>;
  if (isForbidden(error)) return <NoRightState text={(error as Error).message} />;
  if (isMissing(error)) return <Notice icon={<IconMoodEmpty size={22} />} title={t('state.missing')} text={t('state.missing_text')} />;
  if (error instanceof Unreachable) {
    return <Notice icon={<IconPlugConnectedX size={22} />} color="orange" title={t('state.unreachable')} text={t('state.unreachable_text')} action={again} />;
  }
  return <Notice icon={<IconAlertTriangle size={22} />} color="red" title={t('state.failed')} text={(error as Error)?.message} action={again} />;
}

/** Says which right is missing and who can give it. */
export function NoRightState({ text }: { text?: string }) {
  const { t } = useTranslation();
  return <Notice icon={<IconLock size={22} />} title={t('state.no_right')} text={text || t('state.no_right_text')} />;
}

type QueryLike<T> = { data: T | undefined; error: unknown; isPending: boolean; refetch: () => unknown };

/** The usual life of one query: skeleton, failure with retry, then the content. */
export function Loaded<T>({ query, rows, children }: { query: QueryLike<T>; rows?: number; children: (data: T) => ReactNode }) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.error) return <FailedState error={query.error} retry={() => void query.refetch()} />;
  return <LoadingState rows={rows} />;
}
