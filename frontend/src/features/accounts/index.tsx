import { Route, Routes } from 'react-router';

import { AccountPage } from './AccountPage';
import { AccountsPage } from './AccountsPage';

export default function Accounts() {
  return (
    <Routes>
      <Route index element={<AccountsPage />} />
      <Route path=":code" element={<AccountPage />} />
    </Routes>
  );
}
