import { MantineProvider } from '@mantine/core';
import { DatesProvider } from '@mantine/dates';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { RouterProvider } from 'react-router';
import 'dayjs/locale/ko';

import { ApiProblem } from '../api/problem';
import { router } from './routes';
import { LoadingState } from './states';
import { cssVariables, theme } from './theme';

const queries = new QueryClient({
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
