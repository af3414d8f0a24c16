from django.contrib import admin

from agreements.exchange import AgreementImportExport
from agreements.models import Agreement


@admin.register(Agreement)
class AgreementAdmin(AgreementImportExport, admin.ModelAdmin):
    list_display = ["public_id", "municipality", "status", "valid_from"]
    list_filter = ["status"]
