/** How many rows an import has gone through, told over the event stream while it is being worked on. */
import { useEffect, useState } from 'react';

import { useMe } from '../../api/session';
import { stream } from '../../api/stream';

export function useImportProgress(job: number): number {
  const user = useMe().data?.id;
  const [rows, setRows] = useState(0);
  useEffect(() => {
    if (user === undefined) return;
    return stream.subscribe(`user:${user}`, {
      onEvent: ({ type, data }) => {
        const progress = data as { id?: number; rows?: number };
        if (type === 'import' && progress.id === job && progress.rows) setRows(progress.rows);
      },
    });
  }, [user, job]);
  return rows;
}
