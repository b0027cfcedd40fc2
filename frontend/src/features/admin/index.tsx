import { LoadingState } from '../../shell/states';

export default function Page() {
  return <LoadingState />;
}
