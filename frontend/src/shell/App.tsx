import { MantineProvider } from '@mantine/core';
import { DatesProvider } from '@mantine/dates';
import { Notifications } from '@mantine/notifications';
import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { RouterProvider } from 'react-router';
import 'dayjs/locale/ko';

import { ApiProblem, isUnauthenticated } from '../api/problem';
import { meKey } from '../api/session';
import { router } from './routes';
import { LoadingState } from './states';
import { cssVariables, theme } from './theme';

/** A session that ended while somebody was at work: who they are is asked again, which leads to the sign-in page and back here. */
function askAgainWhoIsThere(error: Error): void {
  if (isUnauthenticated(error) && queries.getQueryData(meKey) !== undefined) void queries.resetQueries({ queryKey: meKey });
}

const queries: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: askAgainWhoIsThere }),
  mutationCache: new MutationCache({ onError: askAgainWhoIsThere }),
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      refetchOnWindowFocus: false,
      retry: (failures, error) => failures < 2 && !(error instanceof ApiProblem && error.status < 500),
    },
  },
});

export function App() {
  const { i18n } = useTranslation();
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <DatesProvider settings={{ locale: i18n.language, firstDayOfWeek: i18n.language === 'ko' ? 0 : 1 }}>
        <QueryClientProvider client={queries}>
          <Notifications position="bottom-center" autoClose={5000} />
          <Suspense fallback={<LoadingState />}>
            <RouterProvider router={router} />
          </Suspense>
        </QueryClientProvider>
      </DatesProvider>
    </MantineProvider>
  );
}
