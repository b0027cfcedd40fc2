import { Route, Routes } from 'react-router';

import { ReviewPage } from './ReviewPage';
import { ReviewsPage } from './ReviewsPage';

export default function Review() {
  return (
    <Routes>
      <Route index element={<ReviewsPage />} />
      <Route path=":submissionId" element={<ReviewPage />} />
    </Routes>
  );
}
