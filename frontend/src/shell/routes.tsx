/** The map of the place. Every feature is fetched when it is first opened. */
import { lazy } from 'react';
import { createBrowserRouter, Navigate, Outlet, type RouteObject, useLocation } from 'react-router';

import { useMe } from '../api/session';
import { isUnauthenticated, isForbidden } from '../api/problem';
import type { Me } from '../api/types';
import { AppFrame } from './AppFrame';
import { RouteFailure } from './RouteFailure';
import { EmptyState, FailedState, LoadingState } from './states';
import { useTranslation } from 'react-i18next';

const SignIn = lazy(() => import('../features/signin'));
const Plans = lazy(() => import('../features/plans'));
const NewPlan = lazy(() => import('../features/plans/NewPlanPage'));
const PlanHistory = lazy(() => import('../features/plans/HistoryPage'));
const PlanCompare = lazy(() => import('../features/plans/ComparePage'));
const Editor = lazy(() => import('../features/editor'));
const Review = lazy(() => import('../features/review'));
const Rep = lazy(() => import('../features/rep'));
const Accounts = lazy(() => import('../features/accounts'));
const Data = lazy(() => import('../features/data'));
const Admin = lazy(() => import('../features/admin'));
const Help = lazy(() => import('../features/help'));

export const landings: Record<Me['landing'], string> = { plans: '/plans', reviews: '/reviews', rep: '/me', admin: '/admin' };

/** Lets the signed-in through and sends everyone else to the sign-in page, back to here afterwards. */
function SignedIn() {
  const me = useMe();
  const { pathname, search } = useLocation();
  if (me.data) return <Outlet />;
  if (isUnauthenticated(me.error) || isForbidden(me.error)) {
    const next = pathname === '/' ? '' : `?next=${encodeURIComponent(pathname + search)}`;
    return <Navigate to={`/signin${next}`} replace />;
  }
  if (me.error) return <FailedState error={me.error} retry={() => void me.refetch()} />;
  return <LoadingState />;
}

function Home() {
  const { t } = useTranslation('signin');
  const me = useMe();
  if (me.data && !me.data.roles.length && !me.data.positions.length) return <EmptyState title={t('no_role.title')} text={t('no_role.text')} />;
  return <Navigate to={landings[me.data?.landing ?? 'plans']} replace />;
}

function NotFound() {
  const { t } = useTranslation();
  return <EmptyState title={t('state.missing')} text={t('state.missing_text')} />;
}

const framed: RouteObject[] = [
  { index: true, element: <Home /> },
  { path: 'plans', element: <Plans /> },
  { path: 'plans/new/*', element: <NewPlan /> },
  { path: 'plans/:planId/history', element: <PlanHistory /> },
  { path: 'plans/:planId/compare', element: <PlanCompare /> },
  { path: 'plans/:planId', element: <Editor /> },
  { path: 'plans/:planId/runs/:runId', element: <Editor /> },
  { path: 'reviews/*', element: <Review /> },
  { path: 'me/*', element: <Rep /> },
  { path: 'accounts/*', element: <Accounts /> },
  { path: 'data/*', element: <Data /> },
  { path: 'admin/*', element: <Admin /> },
  { path: 'help', element: <Help /> },
  { path: '*', element: <NotFound /> },
];

export const router = createBrowserRouter([
  { path: '/signin', element: <SignIn />, errorElement: <RouteFailure /> },
  {
    element: <SignedIn />,
    errorElement: <RouteFailure />,
    children: [{ element: <AppFrame />, children: framed.map((route) => ({ ...route, errorElement: <RouteFailure /> })) as RouteObject[] }],
  },
]);
