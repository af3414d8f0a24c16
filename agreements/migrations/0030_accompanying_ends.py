"""What accompanies a draft holds the end of an agreement alone; every other change stands in a proposal of its own."""

from django.db import migrations, models

END = ("valid_to", "ending")
AT_ONCE = "SET CONSTRAINTS ALL IMMEDIATE"


def undecided(apps):
    return apps.get_model("agreements", "Proposal").objects.filter(state__in=["open", "returned"])


def split(apps, schema_editor):
    """Moves what else an accompanying proposal changes to one of its own, by the same person in the same state."""
    for proposal in undecided(apps).filter(accompanies__isnull=False):
        ends = {name: values for name, values in proposal.changes.items() if name in END}
        others = {name: values for name, values in proposal.changes.items() if name not in END}
        if "valid_to" not in ends:
            # It ends nothing any more: it is a change like any other.
            proposal.accompanies = None
            proposal.save()
            continue
        if others:
            own = type(proposal).objects.get(pk=proposal.pk)
            own.pk, own.accompanies, own.changes = None, None, others
            own.act = "change" if own.act == "end" else own.act
            own._state.adding = True
            own.save()
        if others or proposal.act != "end":
            proposal.changes, proposal.act = ends, "end"
            proposal.save()


def merge(apps, schema_editor):
    """Puts both into one again, since the earlier rule allows a single one; the history keeps the other."""
    for proposal in undecided(apps).filter(accompanies__isnull=False):
        own = undecided(apps).filter(agreement=proposal.agreement_id, accompanies=None, on_behalf_of="").first()
        if own:
            proposal.changes |= own.changes
            proposal.act = own.act
            proposal.reason = "\n\n".join(dict.fromkeys(filter(None, [proposal.reason, own.reason])))
            own.delete()
            proposal.save()


class Migration(migrations.Migration):
    dependencies = [("agreements", "0021_sealed_histories")]

    operations = [
        migrations.RemoveConstraint(model_name="proposal", name="proposal_one_at_a_time"),
        # The log's triggers wait for the end of the transaction, and a table with waiting triggers cannot be altered.
        migrations.RunSQL(migrations.RunSQL.noop, AT_ONCE),
        migrations.RunPython(split, merge),
        migrations.RunSQL(AT_ONCE, migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                name="proposal_accompanying_ends_alone",
                condition=models.Q(accompanies=None)
                | models.Q(state__in=["published", "withdrawn"])
                | models.Q(
                    models.Func(
                        models.F("changes"),
                        template="%(expressions)s - '{valid_to,ending}'::text[] = '{}'::jsonb",
                        output_field=models.BooleanField(),
                    ),
                    act="end",
                    changes__has_key="valid_to",
                ),
                violation_error_message="En ändring som publiceras tillsammans med ett utkast kan bara avsluta överenskommelsen. Föreslå det andra för sig.",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(
                name="proposal_one_end_at_a_time",
                fields=["agreement"],
                condition=models.Q(state__in=["open", "returned"], accompanies__isnull=False),
                violation_error_message="Ett annat utkast avslutar redan överenskommelsen när det publiceras. Publicera det först, eller ta tillbaka avslutet.",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(
                name="proposal_one_at_a_time",
                fields=["agreement"],
                condition=models.Q(state__in=["open", "returned"], on_behalf_of="", accompanies=None),
                violation_error_message="Överenskommelsen har redan ett ändringsförslag som inte är avgjort. Fortsätt på det.",
            ),
        ),
    ]
