import { Navigate, Route, Routes } from 'react-router';

import { BoundaryImportPage } from './BoundaryImportPage';
import { DataPage } from './DataPage';
import { GeographyPage } from './GeographyPage';
import { AccountImportPage } from './AccountImportPage';
import { UnplacedPage } from './UnplacedPage';

export default function Data() {
  return (
    <Routes>
      <Route index element={<DataPage />} />
      <Route path="geographies/:key" element={<GeographyPage />} />
      <Route path="import/accounts" element={<AccountImportPage />} />
      <Route path="import/accounts/:jobId" element={<AccountImportPage />} />
      <Route path="import/boundaries" element={<BoundaryImportPage />} />
      <Route path="unplaced" element={<UnplacedPage />} />
      <Route path="*" element={<Navigate to="/data" replace />} />
    </Routes>
  );
}
