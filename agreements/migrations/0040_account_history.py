"""Accounts and groups, with their memberships and permissions, are in the history and in the log.

The accounts and groups that are there already get a first event, so that every row has one.
"""

import django.contrib.auth.models
import django.contrib.auth.validators
import django.db.models.deletion
import django.utils.timezone
import pghistory
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

# Event table and tracked table, with the columns that the history keeps.
TRACKED = [
    ("agreements_roleevent", "auth_group", ["id", "name"]),
    ("agreements_accountevent", "auth_user", [
        "id", "is_superuser", "username", "first_name", "last_name", "email", "is_staff", "is_active", "date_joined",
    ]),
    ("agreements_rolepermissionevent", "auth_group_permissions", ["id", "group_id", "permission_id"]),
    ("agreements_accountroleevent", "auth_user_groups", ["id", "user_id", "group_id"]),
    ("agreements_accountpermissionevent", "auth_user_user_permissions", ["id", "user_id", "permission_id"]),
]
HAS_OBJECT = {"agreements_roleevent", "agreements_accountevent"}


def write_first_events(apps, schema_editor):
    with pghistory.context(command="migrate"), schema_editor.connection.cursor() as cursor:
        for event_table, table, columns in TRACKED:
            kept = {column: column for column in columns}
            if event_table in HAS_OBJECT:
                kept["pgh_obj_id"] = "id"
            cursor.execute(
                f"INSERT INTO public.{event_table} (pgh_created_at, pgh_label, pgh_context_id, {', '.join(kept)}) "  # noqa: S608 - names from above
                f"SELECT CLOCK_TIMESTAMP(), 'insert', _pgh_attach_context(), {', '.join(kept.values())} "
                f"FROM public.{table} ORDER BY id"
            )
        cursor.execute("SELECT public.seal_histories()")


def take_events_out_of_the_log(apps, schema_editor):
    """The chain is made again without the events whose tables are about to go."""
    tables = ", ".join(f"public.{event_table}" for event_table, _table, _columns in TRACKED)
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {tables}")
        cursor.execute("ALTER TABLE public.agreements_historyentry DISABLE TRIGGER USER")
        cursor.execute("SELECT public.rebuild_history()")
        cursor.execute("ALTER TABLE public.agreements_historyentry ENABLE TRIGGER USER")


class Migration(migrations.Migration):

    dependencies = [
        ('agreements', '0031_reviewed_texts'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('pghistory', '0007_auto_20250421_0444'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Role',
            fields=[
            ],
            options={
                'verbose_name': 'grupp',
                'verbose_name_plural': 'grupper',
                'proxy': True,
                'default_permissions': (),
                'indexes': [],
                'constraints': [],
            },
            bases=('auth.group',),
            managers=[
                ('objects', django.contrib.auth.models.GroupManager()),
            ],
        ),
        migrations.CreateModel(
            name='Account',
            fields=[
            ],
            options={
                'verbose_name': 'användare',
                'verbose_name_plural': 'användare',
                'proxy': True,
                'default_permissions': (),
                'indexes': [],
                'constraints': [],
            },
            bases=('auth.user',),
            managers=[
                ('objects', django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.CreateModel(
            name='AccountPermission',
            fields=[
            ],
            options={
                'verbose_name': 'användarens rättighet',
                'verbose_name_plural': 'användarnas rättigheter',
                'proxy': True,
                'default_permissions': (),
                'indexes': [],
                'constraints': [],
            },
            bases=('auth.user_user_permissions',),
        ),
        migrations.CreateModel(
            name='AccountRole',
            fields=[
            ],
            options={
                'verbose_name': 'användarens grupp',
                'verbose_name_plural': 'användarnas grupper',
                'proxy': True,
                'default_permissions': (),
                'indexes': [],
                'constraints': [],
            },
            bases=('auth.user_groups',),
        ),
        migrations.CreateModel(
            name='RolePermission',
            fields=[
            ],
            options={
                'verbose_name': 'gruppens rättighet',
                'verbose_name_plural': 'gruppernas rättigheter',
                'proxy': True,
                'default_permissions': (),
                'indexes': [],
                'constraints': [],
            },
            bases=('auth.group_permissions',),
        ),
        migrations.CreateModel(
            name='AccountEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.IntegerField()),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('username', models.CharField(error_messages={'unique': 'A user with that username already exists.'}, help_text='Required. 150 characters or fewer. Letters, digits and @/./+/-/_ only.', max_length=150, validators=[django.contrib.auth.validators.UnicodeUsernameValidator()], verbose_name='username')),
                ('first_name', models.CharField(blank=True, max_length=150, verbose_name='first name')),
                ('last_name', models.CharField(blank=True, max_length=150, verbose_name='last name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='email address')),
                ('is_staff', models.BooleanField(default=False, help_text='Designates whether the user can log into this admin site.', verbose_name='staff status')),
                ('is_active', models.BooleanField(default=True, help_text='Designates whether this user should be treated as active. Unselect this instead of deleting accounts.', verbose_name='active')),
                ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='date joined')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='AccountPermissionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.IntegerField()),
                ('permission', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='auth.permission')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('user', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='AccountRoleEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.IntegerField()),
                ('group', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='auth.group')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('user', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='RolePermissionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.IntegerField()),
                ('group', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='auth.group')),
                ('permission', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='auth.permission')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='RoleEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.IntegerField()),
                ('name', models.CharField(max_length=150, verbose_name='name')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='agreements.role')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='role',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_roleevent" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."id", NEW."name", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'insert\', NEW."id"); RETURN NULL;', hash='b8a154c75adffc1e017e75b9e30029dfa7fd255f', operation='INSERT', pgid='pgtrigger_insert_insert_17756', table='auth_group', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='role',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "agreements_roleevent" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."id", NEW."name", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'update\', NEW."id"); RETURN NULL;', hash='004ced78415d4ce9cbce03eb8cdf863904607526', operation='UPDATE', pgid='pgtrigger_update_update_b08cc', table='auth_group', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='role',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_roleevent" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (OLD."id", OLD."name", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'delete\', OLD."id"); RETURN NULL;', hash='aebb9d6f415c19ce4cb301546df6a1c7b50aa47c', operation='DELETE', pgid='pgtrigger_delete_delete_e0ba5', table='auth_group', when='AFTER')),
        ),
        migrations.AddField(
            model_name='accountevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='agreements.account'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='account',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_accountevent" ("date_joined", "email", "first_name", "id", "is_active", "is_staff", "is_superuser", "last_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "username") VALUES (NEW."date_joined", NEW."email", NEW."first_name", NEW."id", NEW."is_active", NEW."is_staff", NEW."is_superuser", NEW."last_name", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'insert\', NEW."id", NEW."username"); RETURN NULL;', hash='fbd6cc2df552d7d7cdbd7a347a35b9175170d3ab', operation='INSERT', pgid='pgtrigger_insert_insert_1d0e5', table='auth_user', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='account',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."date_joined" IS DISTINCT FROM (NEW."date_joined") OR OLD."email" IS DISTINCT FROM (NEW."email") OR OLD."first_name" IS DISTINCT FROM (NEW."first_name") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."is_staff" IS DISTINCT FROM (NEW."is_staff") OR OLD."is_superuser" IS DISTINCT FROM (NEW."is_superuser") OR OLD."last_name" IS DISTINCT FROM (NEW."last_name") OR OLD."username" IS DISTINCT FROM (NEW."username"))', func='INSERT INTO "agreements_accountevent" ("date_joined", "email", "first_name", "id", "is_active", "is_staff", "is_superuser", "last_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "username") VALUES (NEW."date_joined", NEW."email", NEW."first_name", NEW."id", NEW."is_active", NEW."is_staff", NEW."is_superuser", NEW."last_name", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'update\', NEW."id", NEW."username"); RETURN NULL;', hash='7fc500999a5477494fb5e896406ab6bd5d3ba35a', operation='UPDATE', pgid='pgtrigger_update_update_6495b', table='auth_user', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='account',
            trigger=pgtrigger.compiler.Trigger(name='new_password_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."password" IS DISTINCT FROM (NEW."password"))', func='INSERT INTO "agreements_accountevent" ("date_joined", "email", "first_name", "id", "is_active", "is_staff", "is_superuser", "last_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "username") VALUES (NEW."date_joined", NEW."email", NEW."first_name", NEW."id", NEW."is_active", NEW."is_staff", NEW."is_superuser", NEW."last_name", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'new_password\', NEW."id", NEW."username"); RETURN NULL;', hash='07f779e0a2ca267a322b95d29e05860c708b3c3d', operation='UPDATE', pgid='pgtrigger_new_password_update_fe248', table='auth_user', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='account',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_accountevent" ("date_joined", "email", "first_name", "id", "is_active", "is_staff", "is_superuser", "last_name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "username") VALUES (OLD."date_joined", OLD."email", OLD."first_name", OLD."id", OLD."is_active", OLD."is_staff", OLD."is_superuser", OLD."last_name", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'delete\', OLD."id", OLD."username"); RETURN NULL;', hash='32b21f8d57b4f6a1b62b62fc3a1221d673095058', operation='DELETE', pgid='pgtrigger_delete_delete_f1909', table='auth_user', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accountpermission',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_accountpermissionevent" ("id", "permission_id", "pgh_context_id", "pgh_created_at", "pgh_label", "user_id") VALUES (NEW."id", NEW."permission_id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'insert\', NEW."user_id"); RETURN NULL;', hash='79c155e77c28ab0c2fb8ffe4117a5740f3c755cc', operation='INSERT', pgid='pgtrigger_insert_insert_67923', table='auth_user_user_permissions', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accountpermission',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_accountpermissionevent" ("id", "permission_id", "pgh_context_id", "pgh_created_at", "pgh_label", "user_id") VALUES (OLD."id", OLD."permission_id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'delete\', OLD."user_id"); RETURN NULL;', hash='0738167954daf3f67731db14f112601ebf9d55b7', operation='DELETE', pgid='pgtrigger_delete_delete_b8979', table='auth_user_user_permissions', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accountrole',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_accountroleevent" ("group_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "user_id") VALUES (NEW."group_id", NEW."id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'insert\', NEW."user_id"); RETURN NULL;', hash='531f9250a0d403a3fbca85fe42a6369d8d7cf247', operation='INSERT', pgid='pgtrigger_insert_insert_944a2', table='auth_user_groups', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accountrole',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_accountroleevent" ("group_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "user_id") VALUES (OLD."group_id", OLD."id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'delete\', OLD."user_id"); RETURN NULL;', hash='e57b72f3992ca0d62bf5cbc0dbeb36b0f2f6a9b1', operation='DELETE', pgid='pgtrigger_delete_delete_28c75', table='auth_user_groups', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rolepermission',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_rolepermissionevent" ("group_id", "id", "permission_id", "pgh_context_id", "pgh_created_at", "pgh_label") VALUES (NEW."group_id", NEW."id", NEW."permission_id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'insert\'); RETURN NULL;', hash='70c4fd93b0f2ac9d7c507d5ae111d860353246fa', operation='INSERT', pgid='pgtrigger_insert_insert_a7f0a', table='auth_group_permissions', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rolepermission',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "agreements_rolepermissionevent" ("group_id", "id", "permission_id", "pgh_context_id", "pgh_created_at", "pgh_label") VALUES (OLD."group_id", OLD."id", OLD."permission_id", _pgh_attach_context(), CLOCK_TIMESTAMP(), \'delete\'); RETURN NULL;', hash='bd42f197d0319a728fab79f9d6060ef28b244011', operation='DELETE', pgid='pgtrigger_delete_delete_cd90f', table='auth_group_permissions', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accountpermissionevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5b8976cb0c3c54932048411cce614396fffee295', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_90dd6', table='agreements_accountpermissionevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accountroleevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='12a5f0e7bcf4bcabfdd0d2f6d6f54f9d9c75fcc9', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_67152', table='agreements_accountroleevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rolepermissionevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c9e31b7097e248a0ed8f0a9553897f04022e8f5a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_955fb', table='agreements_rolepermissionevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='roleevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='c0374595fa70ebf3804447d7ba4178d5bead461e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_44540', table='agreements_roleevent', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='accountevent',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='7d98f7befb11fcaddd7c9f37ad8edc2448e7d9e2', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_60920', table='agreements_accountevent', when='BEFORE')),
        ),
        migrations.RunPython(write_first_events, take_events_out_of_the_log),
    ]
