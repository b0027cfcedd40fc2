"""The demo: two field forces with accounts, sales, people and plans. Seeded, so the same everywhere; all made up.

What is real is the ground: places, population and income. Every account is marked `synthetic`.
"""

import datetime

SEED = 20260930
#: 기준일: sales and accounts are as of this day, whatever day it is.
DATA_DATE = datetime.date(2026, 9, 30)
IN_FORCE_SINCE = datetime.date(2026, 1, 1)
NEXT_EFFECTIVE = datetime.date(2027, 1, 1)
NEXT_ANNOUNCEMENT = datetime.date(2026, 12, 7)
