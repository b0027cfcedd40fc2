/** Which panel is open: part of the address, so that a link shows what the sender saw. */
import { useCallback } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';

export function usePanel() {
  const { planId, runId } = useParams();
  const [search] = useSearchParams();
  const navigate = useNavigate();
  const isOptimising = Boolean(runId) || search.get('panel') === 'optimise';

  const openOptimise = useCallback(() => {
    const wanted = new URLSearchParams(window.location.search);
    wanted.set('panel', 'optimise');
    void navigate({ pathname: `/plans/${planId}`, search: wanted.toString() }, { replace: true });
  }, [navigate, planId]);
  const openRun = useCallback((id: number) => void navigate({ pathname: `/plans/${planId}/runs/${id}`, search: window.location.search }, { replace: true }), [navigate, planId]);
  const close = useCallback(() => {
    const rest = new URLSearchParams(window.location.search);
    rest.delete('panel');
    void navigate({ pathname: `/plans/${planId}`, search: rest.toString() }, { replace: true });
  }, [navigate, planId]);
  return { isOptimising, runId: runId ? Number(runId) : null, openOptimise, openRun, close };
}
