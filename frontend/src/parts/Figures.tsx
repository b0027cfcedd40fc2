/** A row of figures, each with its name and, when there is one, a remark. */
import { Paper, SimpleGrid, Text } from '@mantine/core';
import type { ReactNode } from 'react';

export type Figure = { label: string; value: ReactNode; note?: ReactNode; tone?: 'good' | 'warn' | 'bad' };

export function Figures({ items }: { items: Figure[] }) {
  return (
    <SimpleGrid component="dl" cols={{ base: 2, sm: Math.min(items.length, 3), md: Math.min(items.length, 6) }} spacing="sm" m={0}>
      {items.map((item) => (
        <Paper key={item.label} withBorder p="md" style={{ display: 'flex', flexDirection: 'column' }}>
          <Text component="dt" size="xs" c="dimmed">{item.label}</Text>
          <Text component="dd" m={0} size="xl" fw={650} c={item.tone && `var(--${item.tone})`}>
            {item.value}
            {item.note && <Text component="span" display="block" size="xs" c="dimmed" fw={400}>{item.note}</Text>}
          </Text>
        </Paper>
      ))}
    </SimpleGrid>
  );
}
