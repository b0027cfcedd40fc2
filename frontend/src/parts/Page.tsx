/** The body of an ordinary page: its name, one line about it, its actions, then the content. */
import { Anchor, Breadcrumbs, Group, Stack, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect } from 'react';
import { Link } from 'react-router';

import classes from './Page.module.css';

type Crumb = { label: string; to: string };
type Props = { title: ReactNode; name?: string; lead?: ReactNode; crumbs?: Crumb[]; actions?: ReactNode; narrow?: boolean; children: ReactNode };

/** `name` is the browser tab's title when `title` is not plain text. */
export function Page({ title, name, lead, crumbs, actions, narrow = false, children }: Props) {
  useDocumentTitle(name ?? (typeof title === 'string' ? title : ''));
  return (
    <div className={narrow ? `${classes.page} ${classes.narrow}` : classes.page}>
      <Stack gap="xs" mb="lg">
        {crumbs && <Breadcrumbs>{crumbs.map((crumb) => <Anchor key={crumb.to} component={Link} to={crumb.to} size="sm">{crumb.label}</Anchor>)}</Breadcrumbs>}
        <Group justify="space-between" align="flex-start" gap="md">
          <Title order={1} size="h2" className={classes.title}>{title}</Title>
          {actions && <Group gap="sm">{actions}</Group>}
        </Group>
        {lead && <Text component="div" c="dimmed" maw={760}>{lead}</Text>}
      </Stack>
      {children}
    </div>
  );
}

export function useDocumentTitle(name: string): void {
  useEffect(() => {
    if (name) document.title = `${name} · Evenlode`;
  }, [name]);
}
