import { useRouteError } from 'react-router';

import { FailedState } from './states';

/** A view that broke while drawing: said plainly, the rest of the place stays usable. */
export function RouteFailure() {
  return <FailedState error={useRouteError()} retry={() => window.location.reload()} />;
}
