/** `/plans/:planId`: loads a plan, then hands over to the editor's screen. */
import { useEffect, useState } from 'react';
import { useParams } from 'react-router';

import { useMe } from '../../api/session';
import { FailedState, LoadingState } from '../../shell/states';
import { EditorContext } from './context';
import { EditorScreen } from './EditorScreen';
import { Editor } from './model/editor';
import { loadEditor } from './model/load';
import { PlanShelf } from './model/shelf';

type Opened = { editor: Editor | null; error: unknown };

export default function EditorPage() {
  const planId = Number(useParams().planId);
  return <OpenedPlan key={planId} planId={planId} />;
}

function OpenedPlan({ planId }: { planId: number }) {
  const me = useMe().data!;
  const [attempt, setAttempt] = useState(0);
  const [{ editor, error }, setOpened] = useState<Opened>({ editor: null, error: null });
  const username = me.username;
  const fullName = me.name || username;

  useEffect(() => {
    const abort = new AbortController();
    let opened: Editor | null = null;
    setOpened({ editor: null, error: null });
    Promise.all([loadEditor(planId, abort.signal), PlanShelf.open(planId, username)]).then(
      ([data, shelf]) => {
        if (abort.signal.aborted) return shelf.close();
        opened = new Editor(data, shelf, fullName);
        opened.start();
        setOpened({ editor: opened, error: null });
      },
      (reason: unknown) => !abort.signal.aborted && setOpened({ editor: null, error: reason }),
    );
    return () => {
      abort.abort();
      opened?.stop();
    };
  }, [planId, username, fullName, attempt]);

  if (error) return <FailedState error={error} retry={() => setAttempt(attempt + 1)} />;
  if (!editor) return <LoadingState rows={10} />;
  return (
    <EditorContext value={editor}>
      <EditorScreen />
    </EditorContext>
  );
}
