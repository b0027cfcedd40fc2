/** One of my accounts, with the visit button at hand. */
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';

import { Page } from '../../parts/Page';
import { currentLanguage } from '../../shell/i18n';
import { Loaded } from '../../shell/states';
import { AccountBadges, AccountBody } from '../accounts/AccountPage';
import { accountName, useAccount } from '../accounts/api';

export function MyAccountPage() {
  const { t } = useTranslation('rep');
  const { code = '' } = useParams();
  const query = useAccount(code);
  return (
    <Loaded query={query} rows={8}>
      {(account) => (
        <Page title={accountName(account, currentLanguage())} lead={<AccountBadges account={account} />} crumbs={[{ label: t('accounts.title'), to: '/me/accounts' }]}>
          <AccountBody account={account} />
        </Page>
      )}
    </Loaded>
  );
}
