/** What was said about the plan, or about one territory of it. */
import { Alert, Button, Group, Paper, Stack, Text, Textarea, Title } from '@mantine/core';
import { type FormEvent, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Tag } from '../../parts/Tag';
import { formatDateTime } from '../../shell/format';
import { type Submission, useComment } from './api';

export function Comments({ submission, territory }: { submission: Submission; territory: string | null }) {
  const { t } = useTranslation('review');
  const names = useMemo(() => new Map(submission.parts.flatMap((part) => part.figures?.territories.map((row) => [row.key, row.name] as const) ?? [])), [submission.parts]);
  return (
    <section>
      <Title order={2} size="h4" mb="sm">{t('comments', { count: submission.comments.length })}</Title>
      <Stack gap="sm" maw={760}>
        {submission.comments.map((comment) => (
          <Paper key={comment.id} withBorder p="md">
            <Group gap="xs" mb={4}>
              <Text size="sm" fw={600}>{comment.author?.name}</Text>
              <Text size="xs" c="dimmed">{formatDateTime(comment.at)}</Text>
              {comment.territory_key && <Tag>{names.get(comment.territory_key) ?? comment.territory_key}</Tag>}
            </Group>
            <Text size="sm" style={{ whiteSpace: 'pre-line' }}>{comment.text}</Text>
          </Paper>
        ))}
        <CommentForm submission={submission} territory={territory} about={territory ? names.get(territory) : undefined} />
      </Stack>
    </section>
  );
}

function CommentForm({ submission, territory, about }: { submission: Submission; territory: string | null; about: string | undefined }) {
  const { t } = useTranslation('review');
  const [text, setText] = useState('');
  const comment = useComment(submission.id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    comment.mutate({ text, territory_key: territory ?? '' }, { onSuccess: () => setText('') });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <Textarea label={about ? t('comment_on', { name: about }) : t('comment')} value={text} onChange={(event) => setText(event.currentTarget.value)} autosize minRows={2} maxLength={4000} />
        {comment.error && <Alert color="red">{comment.error.message}</Alert>}
        <Group><Button type="submit" variant="default" disabled={!text.trim()} loading={comment.isPending}>{t('comment_add')}</Button></Group>
      </Stack>
    </form>
  );
}
