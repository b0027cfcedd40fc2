/** The core's transport over HTTP: edits out, missed revisions in. */
import { api } from '../../../api/client';
import { ApiProblem, isTransient, isUnauthenticated } from '../../../api/problem';
import type { EditResult, Page, RevisionRow } from '../../../api/types';
import { Refused, type Pending, type PushReply, type Remote, SignedOut, type Transport } from '../../../core/sync';
import { conflictFromWire, deltaToWire, remoteFromRow } from './wire';

const pageSize = 200;

export function httpTransport(planId: number): Transport {
  return { push: (pending) => push(planId, pending), since: (revision) => since(planId, revision) };
}

async function push(planId: number, { clientId, base, step }: Pending): Promise<PushReply> {
  const cause = step.cause === 'undo' ? 'undo' : 'paint';
  try {
    const reply = await api.post<EditResult>(`/alignments/${planId}/edits`, { base, label: step.label, cause, client_id: clientId, ...deltaToWire(step) });
    return { revision: reply.revision, conflicts: reply.conflicts.map(conflictFromWire) };
  } catch (error) {
    throw judged(error);
  }
}

/** Which failures end a step, and which only delay it. */
function judged(error: unknown): unknown {
  if (isUnauthenticated(error)) return new SignedOut();
  const isFinal = error instanceof ApiProblem && !isTransient(error) && error.status < 500;
  return isFinal ? new Refused(error.message) : error;
}

async function since(planId: number, revision: number): Promise<Remote[]> {
  const page = await api.get<Page<RevisionRow>>(`/alignments/${planId}/revisions`, { after: revision, deltas: 1, page_size: pageSize });
  return page.results.map(remoteFromRow);
}
