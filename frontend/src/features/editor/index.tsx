import { LoadingState } from '../../shell/states';

export default function Editor() {
  return <LoadingState />;
}
