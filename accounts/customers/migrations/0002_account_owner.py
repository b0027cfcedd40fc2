"""The owner of an account on a day: its own coverage row, else the row of the unit it lies in.

`account_owner_as_known(at)` is what a reader takes as the truth at a moment of knowledge: `statement_timestamp()`
for the field, `'infinity'` for those who publish. The view `account_owner` is the field's truth of this moment, for BI and CRM:

    SELECT * FROM account_owner WHERE valid_during @> DATE '2027-01-15' AND role = 'primary'
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION account_owner_as_known(at timestamptz)
RETURNS TABLE (account_id bigint, account_code varchar, field_force_id bigint, role varchar, share double precision,
               territory_key varchar, territory_name varchar, position_id bigint, valid_during daterange, via text)
LANGUAGE sql STABLE AS $$
    SELECT account.id, account.code, own.field_force_id, own.role, own.share, own.territory_key, own.territory_name,
           own.position_id, own.valid_during, 'account'::text
    FROM coverage_coverageaccount own
    JOIN customers_account account ON account.code = own.account_code
    WHERE own.known_during @> at
  UNION ALL
    SELECT account.id, account.code, ground.field_force_id, ground.role, ground.share, ground.territory_key,
           ground.territory_name, ground.position_id, days.valid_during, 'unit'::text
    FROM coverage_coverageunit ground
    JOIN customers_placement place
      ON place.unit_id = ground.unit_id AND place.valid_during && ground.valid_during
    JOIN customers_account account ON account.id = place.account_id
    CROSS JOIN LATERAL unnest(
        datemultirange(ground.valid_during * place.valid_during)
        - COALESCE((SELECT range_agg(own.valid_during) FROM coverage_coverageaccount own
                    WHERE own.account_code = account.code AND own.field_force_id = ground.field_force_id
                      AND own.role = ground.role AND own.known_during @> at), '{}'::datemultirange)
    ) AS days(valid_during)
    WHERE ground.known_during @> at
$$;
CREATE VIEW account_owner AS SELECT * FROM account_owner_as_known(statement_timestamp());
"""
BACKWARD = "DROP VIEW account_owner; DROP FUNCTION account_owner_as_known(timestamptz);"


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial"), ("coverage", "0001_initial")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
