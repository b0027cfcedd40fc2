from django.urls import path

from accounts.customers.api import accounts, imports

urlpatterns = [
    path("accounts", accounts.Accounts.as_view()),
    path("accounts/map", accounts.AccountMap.as_view()),
    path("accounts/unplaced", accounts.Unplaced.as_view()),
    path("accounts/export.csv", accounts.AccountExport.as_view()),
    path("accounts/<str:code>", accounts.AccountDetail.as_view()),
    path("accounts/<str:code>/placement", accounts.AccountPlacement.as_view()),
    path("accounts/<str:code>/visits", accounts.AccountVisits.as_view()),
    path("my/accounts", accounts.MyAccounts.as_view()),
    path("field-forces/<slug:key>/cuts", accounts.Cuts.as_view()),
    path("imports", imports.Imports.as_view()),
    path("imports/<int:job_id>", imports.ImportDetail.as_view()),
    path("imports/<int:job_id>/load", imports.ImportLoad.as_view()),
    path("imports/<int:job_id>/undo", imports.ImportUndo.as_view()),
    path("imports/<int:job_id>/rejected.csv", imports.ImportRejected.as_view()),
]
