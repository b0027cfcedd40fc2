import '@mantine/core/styles.css';
import '@mantine/dates/styles.css';
import '@mantine/charts/styles.css';
import '@mantine/notifications/styles.css';
import '@mantine/spotlight/styles.css';
import 'pretendard/dist/web/variable/pretendardvariable-dynamic-subset.css';
import './shell/base.css';

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { App } from './shell/App';
import { startI18n } from './shell/i18n';

await startI18n();

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
